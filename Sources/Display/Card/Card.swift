internal import Synchronization
package import SystemIO
internal import SystemPackage

/// An open display card: what it can show, and where.
///
/// The object is the open file. It describes itself, tries what it would make of memory that another device has, and
/// gives out memory of its own; to show something, make a `Screen` of it. All methods may be called from any
/// thread. The corresponding kernel interface is DRM/KMS, nodes `/dev/dri/card*`.
public final class Card: Sendable {
  let node: CardNode
  /// The driver's name, such as `i915`.
  public let driver: String
  /// What the driver says of itself.
  public let summary: String
  /// What the card can do.
  public let capabilities: Capabilities
  private let names = Mutex<[UInt32: String]>([:])

  /// What a card can do.
  public struct Capabilities: Hashable, Sendable, Codable {
    /// Everything about a picture is set at once or not at all. The corresponding C constant is
    /// `DRM_CLIENT_CAP_ATOMIC`.
    public var isAtomic: Bool
    /// It says whether it can take memory of other devices in; trying a buffer is the only proof. The
    /// corresponding C constant is `DRM_PRIME_CAP_IMPORT`.
    public var imports: Bool
    /// It gives its memory to other devices. The corresponding C constant is `DRM_PRIME_CAP_EXPORT`.
    public var exports: Bool
    /// It gives out memory that the processor may draw into. The corresponding C constant is `DRM_CAP_DUMB_BUFFER`.
    public var hasDumbBuffers: Bool
    /// It is told how pictures are arranged. The corresponding C constant is `DRM_CAP_ADDFB2_MODIFIERS`.
    public var takesModifiers: Bool

    package init(
      isAtomic: Bool, imports: Bool, exports: Bool, hasDumbBuffers: Bool, takesModifiers: Bool
    ) {
      self.isAtomic = isAtomic
      self.imports = imports
      self.exports = exports
      self.hasDumbBuffers = hasDumbBuffers
      self.takesModifiers = takesModifiers
    }
  }

  /// The node's path.
  public var path: String { node.path }

  /// Opens a card by its path, by its number, or by its driver's name.
  ///
  /// `/dev/dri/card0`, `0` or `card0`, `cirrus`. Throws `.noCard` where there is none at all, and `.system(ENOENT)`
  /// where none answers to the reference.
  public convenience init(_ reference: String) throws(DisplayError) {
    let path: String
    if reference.hasPrefix("/") {
      path = reference
    } else if let number = UInt32(reference) {
      path = "\(Self.folder)/card\(number)"
    } else if reference.hasPrefix("card"), UInt32(reference.dropFirst(4)) != nil {
      path = "\(Self.folder)/\(reference)"
    } else {
      let paths = Self.paths
      guard let match = paths.first(where: { (try? Card(path: $0))?.driver == reference }) else {
        throw DisplayError(
          "open", node: reference,
          reason: paths.isEmpty ? .noCard : .system(.noSuchFileOrDirectory))
      }
      path = match
    }
    try self.init(path: path)
  }

  /// Opens a node by its path.
  public convenience init(path: String) throws(DisplayError) {
    try self.init(path: path, calls: Machine.current.calls)
  }

  package init(path: String, calls: any SystemCalls) throws(DisplayError) {
    node = try CardNode(path: path, calls: calls)
    guard let version = node.version() else {
      throw DisplayError("DRM_IOCTL_VERSION", node: path, reason: .notACard)
    }
    (driver, summary) = version
    // Without the first the kernel hides primary planes; the second implies it.
    _ = node.know(2)
    let isAtomic = node.know(3)
    let prime = node.capability(0x5)
    capabilities = Capabilities(
      isAtomic: isAtomic, imports: prime & 1 != 0, exports: prime & 2 != 0,
      hasDumbBuffers: node.capability(0x1) != 0, takesModifiers: node.capability(0x10) != 0)
  }

  private static let folder = "/dev/dri"

  /// The nodes of this machine's cards, in numerical order.
  public static var paths: [String] {
    FileTree.names(in: folder)
      .compactMap { name in name.hasPrefix("card") ? UInt32(name.dropFirst(4)) : nil }
      .sorted().map { "\(folder)/card\($0)" }
  }

  /// The descriptor that becomes readable when something was shown.
  package var descriptor: Descriptor { node.descriptor }

  /// This moment on the monotonic clock.
  package var now: MonotonicInstant {
    MonotonicInstant(nanoseconds: node.calls.monotonicNanoseconds())
  }

  // What it consists of.

  func resources() throws(DisplayError) -> CardResources {
    do {
      return try node.resources()
    } catch  where [.notSupportedOnSocket, .invalidArgument].contains(error.errno) {
      throw DisplayError(error.operation, node: path, reason: .noModeSetting)
    }
  }

  /// Sockets and built-in screens; the card looks at what is connected, which may take a moment.
  ///
  /// Throws `.noModeSetting` for a card that shows nothing. The corresponding request is
  /// `DRM_IOCTL_MODE_GETCONNECTOR`.
  public func connectors() throws(DisplayError) -> [Connector] {
    var connectors: [Connector] = []
    for number in try resources().connectors {
      connectors.append(Connector(id: number, try node.connector(number)))
    }
    return connectors
  }

  /// The layers it lays over one another. The corresponding request is `DRM_IOCTL_MODE_GETPLANE`.
  public func planes() throws(DisplayError) -> [Plane] {
    var planes: [Plane] = []
    for number in try node.planes() {
      let report = try node.plane(number)
      let properties = self.properties(of: number)
      let kind: Plane.Kind =
        switch properties["type"]?.value {
        case 1: .primary
        case 2: .cursor
        default: .overlay
        }
      var formats = report.formats.map { Plane.Offer(format: $0, modifiers: []) }
      if let blob = properties["IN_FORMATS"]?.value,
        let told = FormatBlob(node.blob(UInt32(truncatingIfNeeded: blob)))
      {
        formats = told.formats.map { Plane.Offer(format: $0.format, modifiers: $0.modifiers) }
      }
      planes.append(
        Plane(
          id: number, kind: kind, formats: formats, possibleControllers: report.possibleControllers)
      )
    }
    return planes
  }

  /// An object's properties by name, each with its number and value.
  func properties(of object: UInt32) -> [String: (number: UInt32, value: UInt64)] {
    var result: [String: (number: UInt32, value: UInt64)] = [:]
    for (number, value) in node.properties(of: object) {
      let name = names.withLock { names in
        if let known = names[number] { return known }
        let name = node.propertyName(number) ?? ""
        names[number] = name
        return name
      }
      result[name] = (number, value)
    }
    return result
  }
}
