import Testing
import VideoFormats

@Suite struct FormatAdjustmentTests {
  @Test("what was left to the driver is no change") func leftOpen() {
    let granted = Format(
      .nv12, width: 640, height: 480, field: .none,
      colorimetry: Colorimetry(colorSpace: .sRGB, quantization: .full),
      planes: [Format.Plane(bytesPerLine: 640, size: 460_800)])
    let open = FormatAdjustment(
      requested: Format(.nv12, width: 640, height: 480), granted: granted)
    #expect(open.isExact)
    let any = FormatAdjustment(requested: Format(.nv12, width: 0, height: 0), granted: granted)
    #expect(any.isExact)
  }

  @Test("every part that differs is named with both values") func named() {
    let adjustment = FormatAdjustment(
      requested: Format(
        .yuyv, width: 641, height: 480, field: .interlaced,
        colorimetry: Colorimetry(colorSpace: .bt2020, encoding: .bt2020),
        planes: [Format.Plane(bytesPerLine: 1000, size: 0)]),
      granted: Format(
        .nv12, width: 640, height: 360, field: .none,
        colorimetry: Colorimetry(colorSpace: .sRGB, encoding: .bt601),
        planes: [Format.Plane(bytesPerLine: 640, size: 345_600)]))
    #expect(
      adjustment.changes.map(\.description) == [
        "pixelFormat: YUYV → NV12", "width: 641 → 640", "height: 480 → 360",
        "field: interlaced → none", "colorSpace: bt2020 → srgb", "encoding: bt2020 → bt601",
        "planes[0].bytesPerLine: 1000 → 640",
      ])
    #expect(!adjustment.isExact)
  }
}
