// The form in which a catalogue is written as JSON. Scripts rely on it: see Docs/JSON.md.

extension FormatDescription: Codable {
  private enum Key: String, CodingKey { case fourcc, description, flags, sizes }

  /// Reads a description; a missing `description`, `flags` or `sizes` is empty.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    pixelFormat = try values.decode(PixelFormat.self, forKey: .fourcc)
    description = try values.decodeIfPresent(String.self, forKey: .description) ?? ""
    flags = try values.decodeIfPresent(FormatFlags.self, forKey: .flags) ?? []
    sizes = try values.decodeIfPresent([SizeDescription].self, forKey: .sizes) ?? []
  }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(pixelFormat, forKey: .fourcc)
    try values.encode(description, forKey: .description)
    try values.encode(flags, forKey: .flags)
    try values.encode(sizes, forKey: .sizes)
  }
}

/// The three ways in which a driver states what it offers.
private enum Kind: String, Codable { case discrete, stepwise, continuous }

/// The keys of a size or an interval.
private enum OfferKey: String, CodingKey {
  case kind, width, height, numerator, denominator, min, max, step, intervals
}

extension FrameSize: Codable {
  /// Reads `kind` and what belongs to it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: OfferKey.self)
    switch try values.decode(Kind.self, forKey: .kind) {
    case .discrete:
      self = .discrete(try Size(from: decoder))
    case .stepwise:
      self = .stepwise(
        min: try values.decode(Size.self, forKey: .min),
        max: try values.decode(Size.self, forKey: .max),
        step: try values.decode(Size.self, forKey: .step))
    case .continuous:
      self = .continuous(
        min: try values.decode(Size.self, forKey: .min),
        max: try values.decode(Size.self, forKey: .max))
    }
  }

  /// Writes `kind` and what belongs to it; a continuous range has steps of one.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: OfferKey.self)
    switch self {
    case .discrete(let size):
      try values.encode(Kind.discrete, forKey: .kind)
      try size.encode(to: encoder)
    case .stepwise(let min, let max, let step):
      try values.encode(Kind.stepwise, forKey: .kind)
      try values.encode(min, forKey: .min)
      try values.encode(max, forKey: .max)
      try values.encode(step, forKey: .step)
    case .continuous(let min, let max):
      try values.encode(Kind.continuous, forKey: .kind)
      try values.encode(min, forKey: .min)
      try values.encode(max, forKey: .max)
      try values.encode(Size(width: 1, height: 1), forKey: .step)
    }
  }
}

extension FrameInterval: Codable {
  /// Reads `kind` and what belongs to it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: OfferKey.self)
    switch try values.decode(Kind.self, forKey: .kind) {
    case .discrete:
      self = .discrete(try Interval(from: decoder))
    case .stepwise:
      self = .stepwise(
        min: try values.decode(Interval.self, forKey: .min),
        max: try values.decode(Interval.self, forKey: .max),
        step: try values.decode(Interval.self, forKey: .step))
    case .continuous:
      self = .continuous(
        min: try values.decode(Interval.self, forKey: .min),
        max: try values.decode(Interval.self, forKey: .max))
    }
  }

  /// Writes `kind` and what belongs to it; a continuous range has a step of 1/1, as the kernel gives it.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: OfferKey.self)
    switch self {
    case .discrete(let interval):
      try values.encode(Kind.discrete, forKey: .kind)
      try interval.encode(to: encoder)
    case .stepwise(let min, let max, let step):
      try values.encode(Kind.stepwise, forKey: .kind)
      try values.encode(min, forKey: .min)
      try values.encode(max, forKey: .max)
      try values.encode(step, forKey: .step)
    case .continuous(let min, let max):
      try values.encode(Kind.continuous, forKey: .kind)
      try values.encode(min, forKey: .min)
      try values.encode(max, forKey: .max)
      try values.encode(Interval(1, 1), forKey: .step)
    }
  }
}

extension SizeDescription: Codable {
  /// Reads a size and its `intervals`, none when the key is missing.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: OfferKey.self)
    size = try FrameSize(from: decoder)
    intervals = try values.decodeIfPresent([FrameInterval].self, forKey: .intervals) ?? []
  }

  /// Writes the size's keys and `intervals` in one object.
  public func encode(to encoder: any Encoder) throws {
    try size.encode(to: encoder)
    var values = encoder.container(keyedBy: OfferKey.self)
    try values.encode(intervals, forKey: .intervals)
  }
}
