internal import VideoFormats

/// What a memory-to-memory device makes of what is put in.
public enum MemoryToMemoryKind: String, Hashable, Sendable, CaseIterable {
  /// Pictures of other pictures: one result for each frame, without events or orders.
  case converter
  /// A compressed stream of pictures, keeping state from frame to frame.
  case encoder
  /// Pictures of a compressed stream, keeping state from frame to frame.
  case decoder
  /// Pictures of a compressed stream whose state the program keeps, by media requests.
  case statelessDecoder
}

extension DeviceInformation {
  /// Whether the node takes frames and gives back others.
  ///
  /// The corresponding C constants are `V4L2_CAP_VIDEO_M2M` and `V4L2_CAP_VIDEO_M2M_MPLANE`. Drivers from
  /// before Linux 3.4 have a capture and an output queue instead, which cannot be told from two unrelated ones.
  public var isMemoryToMemory: Bool {
    !capabilities.isDisjoint(with: [.memoryToMemory, .memoryToMemoryMultiplanar])
  }
}

extension Device {
  /// What the device makes of what is put in, from the formats of its two queues; nil when it is no
  /// memory-to-memory device.
  ///
  /// The corresponding request is `VIDIOC_ENUM_FMT`.
  public func memoryToMemoryKind() throws(V4L2Error) -> MemoryToMemoryKind? {
    guard information.isMemoryToMemory, let taken = information.pictureOutputQueue,
      let given = information.pictureCaptureQueue
    else { return nil }
    let (inputs, results) = (try formats(of: taken), try formats(of: given))
    if inputs.contains(where: { PixelFormat.stateless.contains($0.pixelFormat) }) {
      return .statelessDecoder
    }
    return switch (inputs.areCompressed, results.areCompressed) {
    case (false, true): .encoder
    case (true, false): .decoder
    default: .converter
    }
  }
}

extension PixelFormat {
  /// Streams cut into what a decoder without state takes.
  fileprivate static let stateless: Set<PixelFormat> = [
    .mpeg2Slice, .h264Slice, .hevcSlice, .fwhtStateless, PixelFormat("V", "P", "8", "F"),
    PixelFormat("V", "P", "9", "F"), PixelFormat("A", "V", "1", "F"),
  ]
}

extension [FormatDescription] {
  /// Whether there are any, and all are compressed.
  fileprivate var areCompressed: Bool {
    !isEmpty && allSatisfy { $0.flags.contains(.compressed) }
  }
}
