/// How radio samples are stored, and how many. The corresponding C type is `v4l2_sdr_format`.
public struct SDRFormat: QueueFormat {
  /// How a sample is stored: `PixelFormat.sdrCU8` and its like.
  public var sampleFormat: PixelFormat
  /// Bytes of a buffer, at most; zero in a request leaves it to the driver.
  public var bufferSize: Int

  /// Makes a format.
  public init(_ sampleFormat: PixelFormat, bufferSize: Int = 0) {
    self.sampleFormat = sampleFormat
    self.bufferSize = bufferSize
  }

  /// Where the numbers are; nil for a format that is not known here.
  public var layout: SDRSampleLayout? { SDRSampleLayout(sampleFormat) }

  /// Every part that a driver changed: `sampleFormat`, `bufferSize`.
  public func changes(in granted: SDRFormat) -> [FormatChange] {
    var parts = PartComparison()
    parts.compare("sampleFormat", sampleFormat, granted.sampleFormat)
    parts.compare("bufferSize", bufferSize, granted.bufferSize, unless: 0)
    return parts.changes
  }
}

/// One sample of a radio signal, each part from -1 to 1.
public struct SDRSample: Hashable, Sendable {
  /// The part that is in phase with the carrier.
  public var inPhase: Float
  /// The part a quarter of a period behind; zero where samples are real numbers.
  public var quadrature: Float

  /// Makes a sample.
  public init(inPhase: Float, quadrature: Float = 0) {
    self.inPhase = inPhase
    self.quadrature = quadrature
  }
}

/// Where the numbers of radio samples lie in a payload.
public struct SDRSampleLayout: Hashable, Sendable {
  /// Bits of a number that mean something.
  public let bits: Int
  /// Bytes from one number to the next of the same part.
  public let stride: Int
  /// Whether there are two numbers to a sample.
  public let isComplex: Bool
  /// Whether a number has a sign; without one its middle stands for zero.
  public let isSigned: Bool
  /// Whether all numbers in phase come first, and the others in the second half.
  public let isPlanar: Bool
  private let numberBytes: Int

  /// The layout of a format; nil for one that is not known here.
  public init?(_ format: PixelFormat) {
    switch format {
    case .sdrCU8: self.init(8, bytes: 1)
    case .sdrCS8: self.init(8, bytes: 1, isSigned: true)
    case .sdrCU16LE: self.init(16, bytes: 2)
    case .sdrCS14LE: self.init(14, bytes: 2, isSigned: true)
    case .sdrRU12LE: self.init(12, bytes: 2, isComplex: false)
    case .sdrPCU16BE: self.init(16, bytes: 4, isPlanar: true)
    case .sdrPCU18BE: self.init(18, bytes: 4, isPlanar: true)
    case .sdrPCU20BE: self.init(20, bytes: 4, isPlanar: true)
    default: return nil
    }
  }

  private init(
    _ bits: Int, bytes: Int, isSigned: Bool = false, isComplex: Bool = true, isPlanar: Bool = false
  ) {
    self.bits = bits
    numberBytes = bytes
    stride = isComplex && !isPlanar ? 2 * bytes : bytes
    self.isComplex = isComplex
    self.isSigned = isSigned
    self.isPlanar = isPlanar
  }

  /// Samples in a payload of so many bytes; a part of one at the end is left out.
  public func sampleCount(inBytes count: Int) -> Int {
    isPlanar ? count / 2 / stride : count / stride
  }

  /// A sample of a payload; the number must be in `0..<sampleCount(inBytes:)`.
  public func sample(_ index: Int, in payload: RawSpan) -> SDRSample {
    precondition(
      index >= 0 && index < sampleCount(inBytes: payload.byteCount),
      "a payload of \(payload.byteCount) bytes has no sample \(index)")
    let reader = ByteReader(payload)
    let start = index * stride
    let inPhase = scaled(number(start, reader))
    guard isComplex else { return SDRSample(inPhase: inPhase) }
    let second = isPlanar ? payload.byteCount / 2 + start : start + numberBytes
    return SDRSample(inPhase: inPhase, quadrature: scaled(number(second, reader)))
  }

  private func number(_ offset: Int, _ reader: borrowing ByteReader) -> Int {
    switch numberBytes {
    case 1: return Int(reader.byte(offset))
    case 2: return Int(reader.byte(offset)) | Int(reader.byte(offset + 1)) << 8
    default:
      // Big-endian, from the top of 32 bits.
      let word = reader.bytes(offset, 4).reduce(0) { $0 << 8 | Int($1) }
      return word >> (32 - bits)
    }
  }

  private func scaled(_ number: Int) -> Float {
    let half = 1 << (bits - 1)
    let value = number & (2 * half - 1)
    if isSigned {
      return (Float(value < half ? value : value - 2 * half) + 0.5) / (Float(half) - 0.5)
    }
    return (Float(value) - (Float(half) - 0.5)) / (Float(half) - 0.5)
  }
}
