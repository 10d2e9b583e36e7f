internal import VideoFormats

/// What a sign and a value may follow.
enum Key: CaseIterable {
  case format, width, height, size, aspect, rate, interval, color, transfer, encoding, range, field
  case memory, planes, stride, bandwidth

  /// Every name the key goes by, its own first.
  var names: [String] {
    switch self {
    case .format: ["format", "fourcc"]
    case .width: ["width", "w"]
    case .height: ["height", "h"]
    case .size: ["size"]
    case .aspect: ["aspect"]
    case .rate: ["fps", "rate"]
    case .interval: ["interval"]
    case .color: ["color", "colour", "colorspace", "colourspace"]
    case .transfer: ["transfer"]
    case .encoding: ["encoding"]
    case .range: ["range", "quantization"]
    case .field: ["field"]
    case .memory: ["memory"]
    case .planes: ["planes"]
    case .stride: ["stride"]
    case .bandwidth: ["bandwidth"]
    }
  }

  /// The signs that make sense with it.
  var signs: [String] {
    switch self {
    case .width, .height, .size, .rate, .interval, .planes: ["=", ">=", "<=", "~"]
    case .stride: ["%"]
    case .bandwidth: ["<="]
    default: ["=", "~"]
    }
  }

  /// A value to show how it is written.
  var example: String {
    switch self {
    case .format: "NV12|YUYV"
    case .width: "1280"
    case .height: "720"
    case .size: "1280x720"
    case .aspect: "16:9"
    case .rate: "30"
    case .interval: "1/30"
    case .color: "rec709"
    case .transfer: "srgb"
    case .encoding: "bt601"
    case .range: "full"
    case .field: "none"
    case .memory: "mmap"
    case .planes: "1"
    case .stride: "64"
    case .bandwidth: "60MB/s"
    }
  }

  init?(named name: String) {
    let name = name.lowercased()
    guard let key = Self.allCases.first(where: { $0.names.contains(name) }) else { return nil }
    self = key
  }
}

/// Words that are a constraint by themselves.
enum Flag {
  static let names = ["raw", "uncompressed", "compressed", "progressive", "interlaced"]

  static func condition(named name: String) -> Constraint.Condition? {
    switch name.lowercased() {
    case "raw", "uncompressed": .compressed(false)
    case "compressed": .compressed(true)
    case "progressive": .field(.none)
    case "interlaced": .field(.interlaced)
    default: nil
    }
  }
}
