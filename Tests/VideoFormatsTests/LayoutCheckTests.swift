import Testing
import VideoFormats

@Suite struct LayoutCheckTests {
  private func format(
    _ pixelFormat: PixelFormat, _ width: Int, _ height: Int, _ planes: [(Int, Int)]
  ) -> Format {
    Format(
      pixelFormat, width: width, height: height,
      planes: planes.map { Format.Plane(bytesPerLine: $0.0, size: $0.1) })
  }

  @Test("exact") func exact() {
    let check = FormatLayoutCheck(format(.nv12, 640, 480, [(640, 460_800)]))
    #expect(check.isExact && !check.hasErrors)
    #expect(check.description == "strides and sizes are exact")
  }

  @Test("padding is harmless and named") func padded() {
    let check = FormatLayoutCheck(format(.yuyv, 640, 480, [(1344, 1344 * 480 + 1)]))
    #expect(
      check.differences == [
        .stridePadded(plane: 0, bytes: 64), .sizePadded(plane: 0, bytes: 1),
      ])
    #expect(!check.isExact && !check.hasErrors)
    #expect(
      check.description
        == "plane 0: stride padded by 64 bytes; plane 0: size larger than needed by 1 byte")
  }

  @Test("what is too small is an error") func tooSmall() {
    let size = FormatLayoutCheck(format(.yuv420, 641, 481, [(641, 462_481)]))
    #expect(size.differences == [.sizeTooSmall(plane: 0, bytes: 463_043 - 462_481)])
    #expect(size.hasErrors)
    let stride = FormatLayoutCheck(
      format(.nv12M, 640, 480, [(640, 307_200), (638, 153_600)]))
    #expect(stride.differences == [.strideTooSmall(plane: 1, bytes: 2)])
    #expect(stride.hasErrors)
  }

  @Test("a header in front of the picture is accounted for") func header() {
    let stated = format(.nv16M, 640, 360, [(640, 230_528), (640, 230_400)])
    #expect(FormatLayoutCheck(stated).differences == [.sizePadded(plane: 0, bytes: 128)])
    #expect(FormatLayoutCheck(stated, padding: [128, 0]).isExact)
    #expect(FormatLayoutCheck(stated, padding: [128]).isExact)
  }

  @Test("another number of planes is an error") func planes() {
    let check = FormatLayoutCheck(format(.nv12M, 640, 480, [(640, 460_800)]))
    #expect(check.differences == [.planeCount(expected: 2, stated: 1)])
    #expect(check.hasErrors)
    #expect(check.description == "the format has 2 memory planes, the driver states 1")
  }

  @Test("no layout, no verdict") func noLayout() {
    for pixelFormat in [PixelFormat.mjpeg, PixelFormat(rawValue: 0x3130_5151)] {
      let check = FormatLayoutCheck(format(pixelFormat, 640, 480, [(0, 1_000_000)]))
      #expect(!check.isExact && !check.hasErrors && check.expected == nil)
      #expect(check.description == "\(pixelFormat) has no fixed layout")
    }
    #expect(format(.yuyv, 0, 0, []).expectedPlanes == nil)
  }
}

@Suite struct ColorPlaneGeometryTests {
  @Test("colour planes in one buffer follow each other") func oneBuffer() throws {
    let layout = try #require(PixelFormat.yvu420.layout)
    let planes = layout.colorPlanes(
      in: Format(
        .yvu420, width: 639, height: 479, planes: [Format.Plane(bytesPerLine: 704, size: 507_000)]))
    #expect(
      planes == [
        ColorPlaneGeometry(
          content: .luma, memoryPlane: 0, offset: 0, stride: 704, rows: 479, usedBytesPerRow: 639),
        ColorPlaneGeometry(
          content: .cr, memoryPlane: 0, offset: 704 * 479, stride: 352, rows: 240,
          usedBytesPerRow: 320),
        ColorPlaneGeometry(
          content: .cb, memoryPlane: 0, offset: 704 * 479 + 352 * 240, stride: 352, rows: 240,
          usedBytesPerRow: 320),
      ])
  }

  @Test("colour planes in buffers of their own start at 0") func severalBuffers() throws {
    let layout = try #require(PixelFormat.yuv420M.layout)
    let planes = layout.colorPlanes(
      in: Format(
        .yuv420M, width: 640, height: 480,
        planes: [640, 320, 384].map { Format.Plane(bytesPerLine: $0, size: $0 * 480) }))
    #expect(planes.map(\.content) == [.luma, .cb, .cr])
    #expect(planes.map(\.memoryPlane) == [0, 1, 2])
    #expect(planes.map(\.offset) == [0, 0, 0])
    #expect(planes.map(\.stride) == [640, 320, 384])
    #expect(planes.map(\.rows) == [480, 240, 240])
    #expect(planes.map(\.usedBytesPerRow) == [640, 320, 320])
  }

  @Test("without strides the smallest are taken") func unstated() throws {
    let layout = try #require(PixelFormat.nv24.layout)
    let planes = layout.colorPlanes(in: Format(.nv24, width: 641, height: 481))
    #expect(planes.map(\.stride) == [641, 1282])
    #expect(planes.map(\.offset) == [0, 641 * 481])
    #expect(planes.map(\.content) == [.luma, .cbcr])
  }

  @Test("the planes fill what the layout counts") func consistent() {
    for known in PixelFormat.known {
      guard let layout = known.layout, layout.arrangement == .linear else { continue }
      for (width, height) in [(640, 480), (641, 481), (1, 1)] {
        let format = Format(known.format, width: width, height: height)
        let sizes = layout.planes(width: width, height: height)
        for (index, plane) in sizes.enumerated() {
          let members = layout.colorPlanes(in: format).filter { $0.memoryPlane == index }
          #expect(members.reduce(0) { $0 + $1.stride * $1.rows } == plane.size, "\(known.cName)")
          #expect(members.allSatisfy { $0.offset + $0.extent <= plane.size }, "\(known.cName)")
        }
      }
    }
  }

  @Test("tiles can't be read line by line") func tiled() throws {
    for pixelFormat in [PixelFormat.nv12Tiled4x4, .m420] {
      let layout = try #require(pixelFormat.layout)
      #expect(layout.colorPlanes(in: Format(pixelFormat, width: 64, height: 64)).isEmpty)
    }
    let yuyv = try #require(PixelFormat.yuyv.layout)
    #expect(yuyv.colorPlanes(in: Format(.yuyv, width: 0, height: 10)).isEmpty)
  }

  @Test("the last line needs no padding") func extent() {
    let plane = ColorPlaneGeometry(
      content: .packed, memoryPlane: 0, offset: 0, stride: 100, rows: 3, usedBytesPerRow: 90)
    #expect(plane.extent == 290)
  }
}
