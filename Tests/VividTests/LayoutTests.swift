import TestSupport
import Testing
import V4L2
import VideoFormats

/// The vivid nodes of this machine that capture pictures.
private let nodes: [String] = DeviceDirectory().devices().flatMap(\.nodes).map(\.path).filter {
  guard let device = try? Device(path: $0) else { return false }
  return device.information.driver == "vivid" && device.information.pictureCaptureQueue != nil
}

/// The strides and sizes the running vivid driver states, held against the computed ones.
///
/// Only asks (`VIDIOC_TRY_FMT`), so it may run beside tests that stream.
@Suite(.enabled(if: Lab.isRequired || !nodes.isEmpty, "no vivid capture node on this machine"))
struct LayoutTests {
  @Test("there is a driver to ask") func present() {
    #expect(!nodes.isEmpty)
  }

  @Test("every format is known, with the driver's words and flags", arguments: nodes)
  func known(_ path: String) throws {
    let device = try Device(path: path)
    let queue = try #require(device.information.pictureCaptureQueue)
    let formats = try device.formats(of: queue)
    #expect(formats.count >= (queue.isMultiplanar ? 93 : 83))
    for format in formats {
      let information = try #require(format.pixelFormat.information, "\(format.pixelFormat)")
      #expect(information.isCompressed == format.flags.contains(.compressed))
      #expect(information.layout != nil, "\(format.pixelFormat)")
      // Older kernels say CbCr where later ones say UV.
      let summary = format.description.replacing("CbCr", with: "UV").replacing("CrCb", with: "VU")
      #expect(information.summary == summary)
    }
  }

  @Test("computed strides and sizes equal the driver's", arguments: nodes)
  func exact(_ path: String) throws {
    let device = try Device(path: path)
    let queue = try #require(device.information.pictureCaptureQueue)
    for format in try device.formats(of: queue).map(\.pixelFormat) {
      for size in try sizes(device, format) {
        let request = Format(format, width: size.width, height: size.height)
        let granted = try device.tryFormat(request, of: queue).granted
        try #require(granted.pixelFormat == format)
        let checks = paddings(format, queue).map { FormatLayoutCheck(granted, padding: $0) }
        let isExact = checks.contains { $0.isExact }
        let hasErrors = checks.allSatisfy { $0.hasErrors }
        let verdict = "\(format) \(granted.size): \(checks.map(\.description))"
        if cutsColumns(granted) {
          #expect(hasErrors, "\(verdict)")
        } else {
          #expect(isExact, "\(verdict)")
        }
      }
    }
  }

  @Test("a stride that was asked for is granted, and the layout follows it", arguments: nodes)
  func padded(_ path: String) throws {
    let device = try Device(path: path)
    let queue = try #require(device.information.pictureCaptureQueue)
    for format in try device.formats(of: queue).map(\.pixelFormat) {
      let layout = try #require(format.layout)
      var request = Format(format, width: 640, height: 360)
      request.planes = layout.planes(width: 640, height: 360).map {
        Format.Plane(bytesPerLine: $0.bytesPerLine + 64, size: 0)
      }
      let granted = try device.tryFormat(request, of: queue).granted
      guard granted.size == request.size else { continue }
      let checks = paddings(format, queue).map { FormatLayoutCheck(granted, padding: $0) }
      let padding = (0..<layout.memoryPlaneCount).map {
        FormatLayoutCheck.Difference.stridePadded(plane: $0, bytes: 64)
      }
      let isPaddedOnly = checks.contains { $0.differences == padding }
      #expect(isPaddedOnly, "\(format): \(checks[0])")
    }
  }

  /// A few sizes the chosen input grants: its own where it lists them, else some with odd sides.
  private func sizes(_ device: Device, _ format: PixelFormat) throws -> [Size] {
    let listed = try device.sizes(of: format).compactMap { entry -> Size? in
      if case .discrete(let size) = entry.size { return size }
      return nil
    }
    return listed.isEmpty
      ? [
        Size(width: 640, height: 480), Size(width: 1284, height: 722),
        Size(width: 723, height: 481),
      ] : listed
  }

  /// The bytes vivid may put in front of each plane to exercise `data_offset`.
  ///
  /// It drops those of YUYV for all its devices once one of them is single-planar.
  private func paddings(_ format: PixelFormat, _ queue: QueueType) -> [[Int]] {
    guard queue.isMultiplanar else { return [[]] }
    switch format {
    case .yuyv: return [[128], [0]]
    case .nv16M: return [[128, 0]]
    case .nv61M: return [[0, 128]]
    default: return [[]]
    }
  }

  /// Whether vivid rounds the lines of some plane down and so cuts off a column.
  private func cutsColumns(_ format: Format) -> Bool {
    let planes = format.pixelFormat.layout?.colorPlanes ?? []
    return planes.contains { !format.width.isMultiple(of: $0.horizontalSubsampling) }
  }
}
