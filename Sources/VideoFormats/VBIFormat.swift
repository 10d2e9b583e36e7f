/// How lines of the blanking interval are sampled. The corresponding C type is `v4l2_vbi_format`.
///
/// A buffer holds `samplesPerLine` samples of every line of the first field, then of the second; with
/// `VBIFlags.interlaced` a line of the first field alternates with one of the second.
public struct VBIFormat: QueueFormat {
  /// Lines of one field.
  public struct Lines: Hashable, Sendable, Codable {
    /// The first line, as the standard counts them, from 1.
    public var start: Int
    /// Lines.
    public var count: Int

    /// Makes a run of lines; zeros ask the driver to choose.
    public init(start: Int = 0, count: Int = 0) {
      self.start = start
      self.count = count
    }
  }

  /// Samples a second.
  public var samplingRate: Int
  /// Samples between the leading edge of the line's synchronisation and the first sample that is stored.
  public var offset: Int
  /// Samples of a line.
  public var samplesPerLine: Int
  /// How a sample is stored; `GREY` is a byte for each.
  public var sampleFormat: PixelFormat
  /// Lines of the first field.
  public var first: Lines
  /// Lines of the second field.
  public var second: Lines
  /// What else the driver says.
  public var flags: VBIFlags

  /// Makes a format; zeros leave a part to the driver.
  public init(
    samplingRate: Int = 0, offset: Int = 0, samplesPerLine: Int = 0,
    sampleFormat: PixelFormat = .grey, first: Lines = Lines(), second: Lines = Lines(),
    flags: VBIFlags = []
  ) {
    self.samplingRate = samplingRate
    self.offset = offset
    self.samplesPerLine = samplesPerLine
    self.sampleFormat = sampleFormat
    self.first = first
    self.second = second
    self.flags = flags
  }

  /// Lines of both fields.
  public var lineCount: Int { first.count + second.count }

  /// Bytes of a buffer, a byte for each sample.
  public var byteCount: Int { samplesPerLine * lineCount }

  /// The bytes of a line in a buffer; nil for a line that is not sampled.
  ///
  /// The line is counted as `first` and `second` count: in PAL line 7 of the second field is counted as 320.
  public func byteRange(ofLine line: Int) -> Range<Int>? {
    let isInterlaced = flags.contains(.interlaced)
    for (field, lines) in [first, second].enumerated() {
      let row = line - lines.start
      guard row >= 0, row < lines.count else { continue }
      let place = isInterlaced ? row * 2 + field : row + field * first.count
      return place * samplesPerLine..<(place + 1) * samplesPerLine
    }
    return nil
  }

  /// Every part that a driver changed, by the names of the properties; `first.start` for a part of those.
  public func changes(in granted: VBIFormat) -> [FormatChange] {
    var parts = PartComparison()
    parts.compare("samplingRate", samplingRate, granted.samplingRate, unless: 0)
    parts.compare("offset", offset, granted.offset, unless: 0)
    parts.compare("samplesPerLine", samplesPerLine, granted.samplesPerLine, unless: 0)
    parts.compare("sampleFormat", sampleFormat, granted.sampleFormat)
    parts.compare("first.start", first.start, granted.first.start, unless: 0)
    parts.compare("first.count", first.count, granted.first.count, unless: 0)
    parts.compare("second.start", second.start, granted.second.start, unless: 0)
    parts.compare("second.count", second.count, granted.second.count, unless: 0)
    parts.compare("flags", flags, granted.flags, unless: [])
    return parts.changes
  }
}

/// What a driver says of sampled lines. The corresponding C constants are `V4L2_VBI_*`.
public struct VBIFlags: NamedFlags {
  /// The kernel's bits.
  public var rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The fields cannot be told apart: nothing says which of them comes first. The corresponding C constant
  /// is `V4L2_VBI_UNSYNC`.
  public static let unsynchronized = VBIFlags(rawValue: 1)
  /// Lines of the fields alternate. The corresponding C constant is `V4L2_VBI_INTERLACED`.
  public static let interlaced = VBIFlags(rawValue: 2)

  /// The bits that have a name, with it, in the kernel's order.
  public static var names: [(VBIFlags, String)] {
    [(.unsynchronized, "unsynchronized"), (.interlaced, "interlaced")]
  }
}
