/// Which services a device decodes from the blanking interval, or encodes into it, line by line.
///
/// In a request either `services` says what is wanted anywhere, or, where it is empty, `lines` says where.
/// The corresponding C type is `v4l2_sliced_vbi_format`.
public struct SlicedVBIFormat: QueueFormat {
  /// All services together.
  public var services: SlicedVBIServices
  /// What is wanted of each line of the two fields: `lines[field][line]`, with lines from 1 to 23.
  ///
  /// Whatever is set becomes two fields of 24 lines: what is missing wants nothing, and what is beyond is left out.
  public var lines: [[SlicedVBIServices]] {
    didSet { lines = Self.padded(lines) }
  }
  /// Bytes of a buffer; zero in a request.
  public var bufferSize: Int

  /// Lines the kernel has room for, of which 0 is not used.
  static let linesPerField = 24

  /// Makes a format that asks for services on whatever lines they are.
  public init(
    _ services: SlicedVBIServices, lines: [[SlicedVBIServices]] = [], bufferSize: Int = 0
  ) {
    self.services = services
    self.lines = Self.padded(lines)
    self.bufferSize = bufferSize
  }

  /// Reads a format, whatever number of lines it names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(SlicedVBIServices.self, forKey: .services),
      lines: try container.decode([[SlicedVBIServices]].self, forKey: .lines),
      bufferSize: try container.decode(Int.self, forKey: .bufferSize))
  }

  static func padded(_ lines: [[SlicedVBIServices]]) -> [[SlicedVBIServices]] {
    (0..<2).map { field in
      (0..<linesPerField).map { line in
        guard field < lines.count, line < lines[field].count else { return [] }
        return lines[field][line]
      }
    }
  }

  /// The services that a request asks for, wherever it says so.
  private var wanted: SlicedVBIServices {
    services.isEmpty ? lines.joined().reduce(into: []) { $0.formUnion($1) } : services
  }

  /// Every part that a driver changed: `services`, `lines[FIELD][LINE]`, `bufferSize`.
  public func changes(in granted: SlicedVBIFormat) -> [FormatChange] {
    var parts = PartComparison()
    parts.compare("services", wanted, granted.services, unless: [])
    // With a set of services the lines are the driver's choice.
    if services.isEmpty {
      for (field, asked) in lines.enumerated() {
        for (line, services) in asked.enumerated() {
          parts.compare(
            "lines[\(field)][\(line)]", services, granted.lines[field][line], unless: [])
        }
      }
    }
    parts.compare("bufferSize", bufferSize, granted.bufferSize, unless: 0)
    return parts.changes
  }
}

/// What services a device could decode or encode on which lines. The corresponding C type is
/// `v4l2_sliced_vbi_cap`.
public struct SlicedVBICapabilities: Hashable, Sendable, Codable {
  /// All services together.
  public var services: SlicedVBIServices
  /// Those of each line of the two fields: `lines[field][line]`, with lines from 1 to 23.
  public var lines: [[SlicedVBIServices]]

  /// Makes a statement of what there could be.
  public init(_ services: SlicedVBIServices, lines: [[SlicedVBIServices]] = []) {
    self.services = services
    self.lines = SlicedVBIFormat.padded(lines)
  }
}

/// Services in the blanking interval. The corresponding C constants are `V4L2_SLICED_*`.
public struct SlicedVBIServices: NamedFlags {
  /// The kernel's bits.
  public var rawValue: UInt32
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Teletext, 42 bytes a line. The corresponding C constant is `V4L2_SLICED_TELETEXT_B`.
  public static let teletext = SlicedVBIServices(rawValue: 0x1)
  /// Video Programme System, 13 bytes on line 16. The corresponding C constant is `V4L2_SLICED_VPS`.
  public static let vps = SlicedVBIServices(rawValue: 0x400)
  /// Closed captions, 2 bytes on line 21. The corresponding C constant is `V4L2_SLICED_CAPTION_525`.
  public static let captions = SlicedVBIServices(rawValue: 0x1000)
  /// Wide screen signalling, 2 bytes on line 23. The corresponding C constant is `V4L2_SLICED_WSS_625`.
  public static let wideScreen = SlicedVBIServices(rawValue: 0x4000)

  /// The bits that have a name, with it, in the kernel's order.
  public static var names: [(SlicedVBIServices, String)] {
    [
      (.teletext, "teletext"), (.vps, "vps"), (.captions, "captions"),
      (.wideScreen, "wideScreen"),
    ]
  }

  /// Bytes of a line of this service; 48, which is all there is room for, where it is not known.
  public var byteCount: Int {
    switch self {
    case .teletext: 42
    case .vps: 13
    case .captions, .wideScreen: 2
    default: 48
    }
  }
}
