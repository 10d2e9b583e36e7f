internal import SystemIO
internal import V4L2
internal import VideoFormats

/// The format of all frames of a generation.
struct FormatMessage {
  var format: Format
  var interval: Interval?

  init(_ format: Format, interval: Interval?) { (self.format, self.interval) = (format, interval) }

  /// Reads a format; nil where it is none that could be.
  init?(_ buffer: MessageBuffer) {
    func number(_ offset: Int) -> UInt32 { buffer.load(at: offset) }
    let count = Int(number(52))
    guard (1...8).contains(count), (1...65536).contains(number(20)),
      (1...65536).contains(number(24))
    else { return nil }
    var planes: [Format.Plane] = []
    for plane in 0..<count {
      planes.append(
        Format.Plane(
          bytesPerLine: Int(number(64 + plane * 8)), size: Int(number(68 + plane * 8))))
    }
    format = Format(
      PixelFormat(rawValue: number(16)), width: Int(number(20)), height: Int(number(24)),
      field: Field(rawValue: number(28)),
      colorimetry: Colorimetry(
        colorSpace: ColorSpace(rawValue: number(32)),
        transfer: TransferFunction(rawValue: number(36)),
        encoding: YCbCrEncoding(rawValue: number(40)),
        quantization: Quantization(rawValue: number(44))), planes: planes,
      isAlphaPremultiplied: number(48) & 1 != 0)
    let (numerator, denominator) = (number(56), number(60))
    interval = numerator == 0 || denominator == 0 ? nil : Interval(numerator, denominator)
  }

  func write(generation: UInt32, into buffer: inout MessageBuffer) {
    MessageHeader.write(.format, generation: generation, into: &buffer)
    let colorimetry = format.colorimetry
    let numbers: [UInt32] = [
      format.pixelFormat.rawValue, UInt32(clamping: format.width), UInt32(clamping: format.height),
      format.field.rawValue, colorimetry.colorSpace.rawValue, colorimetry.transfer.rawValue,
      colorimetry.encoding.rawValue, colorimetry.quantization.rawValue,
      format.isAlphaPremultiplied ? 1 : 0, UInt32(clamping: format.planes.count),
      interval?.numerator ?? 0, interval?.denominator ?? 0,
    ]
    for (place, number) in numbers.enumerated() { buffer.store(number, at: 16 + place * 4) }
    for plane in 0..<8 {
      let stated = plane < format.planes.count ? format.planes[plane] : Format.Plane()
      buffer.store(UInt32(clamping: stated.bytesPerLine), at: 64 + plane * 8)
      buffer.store(UInt32(clamping: stated.size), at: 68 + plane * 8)
    }
  }
}

/// The memory of one buffer; a descriptor for each plane comes with it.
struct BufferMessage {
  var index: Int
  var sizes: [Int]

  init(index: Int, sizes: [Int]) { (self.index, self.sizes) = (index, sizes) }

  /// Reads it; nil where it is about no buffer that could be.
  init?(_ buffer: MessageBuffer) {
    index = Int(buffer.load(UInt32.self, at: 16))
    let count = Int(buffer.load(UInt32.self, at: 20))
    guard index < ShareLimits.buffers, (1...8).contains(count) else { return nil }
    sizes = []
    for plane in 0..<count {
      let size = buffer.load(UInt64.self, at: 32 + plane * 8)
      guard size > 0, size <= UInt64(UInt32.max) else { return nil }
      sizes.append(Int(size))
    }
  }

  func write(generation: UInt32, into buffer: inout MessageBuffer) {
    MessageHeader.write(.buffer, generation: generation, into: &buffer)
    buffer.store(UInt32(index), at: 16)
    buffer.store(UInt32(sizes.count), at: 20)
    buffer.store(UInt64(0), at: 24)
    for plane in 0..<8 {
      buffer.store(UInt64(plane < sizes.count ? sizes[plane] : 0), at: 32 + plane * 8)
    }
  }
}

/// A frame on loan, without anything that would have to be allocated.
struct FrameMessage {
  var lease: UInt64
  var index: Int
  var metadata: FrameMetadata
  /// When the loan is over, on the monotonic clock, which all processes of a machine share.
  var expiresAt: Int64
  /// Frames that this client was passed over for since the one before.
  var skipped: UInt32
  var planeCount: Int
  private var offsets = InlineArray<8, UInt32>(repeating: 0)
  private var lengths = InlineArray<8, UInt32>(repeating: 0)

  init(_ frame: borrowing Frame, expiresAt: Int64) {
    metadata = frame.metadata
    index = metadata.bufferIndex
    planeCount = min(8, frame.planeCount)
    self.expiresAt = expiresAt
    (lease, skipped) = (0, 0)
    for plane in 0..<planeCount {
      let length = frame.byteCount(ofPlane: plane)
      // A payload of nothing has no place.
      offsets[plane] = length > 0 ? UInt32(clamping: frame.dataOffset(ofPlane: plane)) : 0
      lengths[plane] = UInt32(clamping: length)
    }
  }

  /// Reads it; nil where it is about no buffer that could be.
  init?(_ buffer: MessageBuffer) {
    lease = buffer.load(at: 16)
    index = Int(buffer.load(UInt32.self, at: 24))
    metadata = FrameMetadata(
      sequence: buffer.load(at: 28), timestamp: buffer.load(at: 32),
      flags: BufferFlags(rawValue: buffer.load(at: 40)),
      field: Field(rawValue: buffer.load(at: 44)), bufferIndex: index,
      queuedAt: MonotonicInstant(nanoseconds: 0))
    expiresAt = buffer.load(at: 48)
    planeCount = Int(buffer.load(UInt32.self, at: 56))
    skipped = buffer.load(at: 60)
    guard lease > 0, index < ShareLimits.buffers, (1...8).contains(planeCount) else { return nil }
    for plane in 0..<planeCount {
      offsets[plane] = buffer.load(at: 64 + plane * 8)
      lengths[plane] = buffer.load(at: 68 + plane * 8)
    }
  }

  /// Where a plane's payload begins in its memory, in bytes.
  func offset(_ plane: Int) -> Int { Int(offsets[plane]) }
  /// Bytes of a plane's payload.
  func length(_ plane: Int) -> Int { Int(lengths[plane]) }

  func write(generation: UInt32, into buffer: inout MessageBuffer) {
    MessageHeader.write(.frame, generation: generation, into: &buffer)
    buffer.store(UInt32(index), at: 24)
    buffer.store(metadata.sequence, at: 28)
    buffer.store(metadata.timestamp, at: 32)
    buffer.store(metadata.flags.rawValue, at: 40)
    buffer.store(metadata.field.rawValue, at: 44)
    buffer.store(expiresAt, at: 48)
    buffer.store(UInt32(planeCount), at: 56)
    for plane in 0..<8 {
      buffer.store(offsets[plane], at: 64 + plane * 8)
      buffer.store(lengths[plane], at: 68 + plane * 8)
    }
  }

  /// Writes what differs from client to client.
  static func address(
    lease: UInt64, skipped: UInt32, in buffer: inout MessageBuffer
  ) {
    buffer.store(lease, at: 16)
    buffer.store(skipped, at: 60)
  }
}
