internal import DMABuf
internal import Imaging
internal import Synchronization
internal import SystemPackage
internal import V4L2
internal import VideoFormats

/// Copies or converts the bytes of frames: the place of this module where the processor touches what is in them.
///
/// What it writes is counted, so that a pipeline without it can say that it copied nothing.
final class FrameComputer: Sendable {
  private struct State: ~Copyable {
    var converter: PictureConverter?
    var copied = 0
  }

  private let input: Format
  private let output: Format
  private let state: Mutex<State>

  /// Pixel formats it can convert to.
  static let targets: [PixelFormat] = [.rgb24, .bgr24, .xbgr32]

  /// The format of a picture that is converted.
  static func output(_ target: PixelFormat, of input: Format) -> Format {
    let stride = input.width * (target == .xbgr32 ? 4 : 3)
    var colorimetry = Colorimetry()
    colorimetry.colorSpace = input.colorimetry.colorSpace
    return Format(
      target, width: input.width, height: input.height, field: input.field == .any ? .any : .none,
      colorimetry: colorimetry,
      planes: [Format.Plane(bytesPerLine: stride, size: stride * input.height)])
  }

  init(from input: Format, to output: Format) throws(ImagingError) {
    self.input = input
    self.output = output
    let isCopy = input.pixelFormat == output.pixelFormat
    state = Mutex(State(converter: isCopy ? nil : try PictureConverter(input)))
  }

  /// Bytes written so far.
  var bytesCopied: Int { state.withLock { $0.copied } }

  /// Makes a frame of a frame in a free buffer; nil when none is free.
  func compute(
    _ frame: consuming Frame, into pool: MemoryPool, for description: StageDescription
  ) throws(PipelineError) -> Frame? {
    guard let index = pool.reserve() else { return nil }
    pool.beginAccess(index, .write)
    do throws(PipelineError) {
      if input.pixelFormat == output.pixelFormat {
        try copy(frame, into: pool, index, description)
      } else {
        try convert(frame, into: pool, index, description)
      }
    } catch {
      pool.cancel(index)
      throw error
    }
    guard pool.isFilled(index) else {
      // One damaged frame spoils itself and no other.
      pool.cancel(index)
      return nil
    }
    pool.endAccess(index)
    return pool.lend(index, frame.metadata)
  }

  private func copy(
    _ frame: borrowing Frame, into pool: MemoryPool, _ index: Int,
    _ description: StageDescription
  ) throws(PipelineError) {
    for plane in 0..<frame.planeCount {
      let count = frame.byteCount(ofPlane: plane)
      guard count <= pool.capacity(index, plane: plane),
        let target = unsafe pool.address(index, plane: plane)
      else {
        throw PipelineError(
          .incompatible, description,
          "a plane of \(count) bytes does not fit into \(pool.capacity(index, plane: plane))")
      }
      unsafe frame.bytes(ofPlane: plane).withUnsafeBytes { source in
        unsafe UnsafeMutableRawBufferPointer(start: target, count: count).copyMemory(from: source)
      }
      pool.setPayload(index, plane: plane, length: count)
      state.withLock { $0.copied += count }
    }
  }

  private func convert(
    _ frame: borrowing Frame, into pool: MemoryPool, _ index: Int,
    _ description: StageDescription
  ) throws(PipelineError) {
    guard let target = unsafe pool.address(index, plane: 0),
      pool.capacity(index, plane: 0) >= output.byteCount
    else {
      throw PipelineError(.incompatible, description, "its buffers can't be written to")
    }
    let room = unsafe UnsafeMutableRawBufferPointer(start: target, count: output.byteCount)
    do throws(ImagingError) {
      try unsafe write(try frame.picture(input), to: room)
    } catch {
      guard error.spoilsOneFrameOnly else {
        throw PipelineError(.incompatible, description, error.description)
      }
      pool.setPayload(index, plane: 0, length: 0)
      return
    }
    pool.setPayload(index, plane: 0, length: output.byteCount)
    state.withLock { $0.copied += output.byteCount }
  }

  private func write(
    _ picture: Picture, to room: UnsafeMutableRawBufferPointer
  ) throws(ImagingError) {
    let target = output.pixelFormat
    let address = UInt(bitPattern: room.baseAddress)
    let count = room.count
    let result = state.withLock { state -> Result<Void, ImagingError> in
      do throws(ImagingError) {
        guard let rgb = try state.converter?.rgb(picture) else { return .success(()) }
        let start = unsafe UnsafeMutableRawPointer(bitPattern: address)
        let room = unsafe UnsafeMutableRawBufferPointer(
          start: start, count: start == nil ? 0 : count)
        unsafe Self.pack(rgb.bytes, target, into: room)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Puts red, green and blue in a format's order.
  private static func pack(
    _ rgb: RawSpan, _ target: PixelFormat, into room: UnsafeMutableRawBufferPointer
  ) {
    unsafe rgb.withUnsafeBytes { source in
      if target == .rgb24 {
        unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: source.prefix(room.count)))
        return
      }
      let step = target == .xbgr32 ? 4 : 3
      let pixels = min(source.count / 3, room.count / step)
      for pixel in 0..<pixels {
        unsafe room[pixel * step] = source[pixel * 3 + 2]
        unsafe room[pixel * step + 1] = source[pixel * 3 + 1]
        unsafe room[pixel * step + 2] = source[pixel * 3]
        if step == 4 { unsafe room[pixel * 4 + 3] = 0xff }
      }
    }
  }
}
