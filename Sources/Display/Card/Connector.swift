public import VideoFormats

/// A socket of a card's, or a screen that is built in. The corresponding C type is `drm_mode_get_connector`.
public struct Connector: Hashable, Sendable {
  /// Whether a screen is there. The corresponding C constants are `DRM_MODE_CONNECTED` and its like.
  public enum Status: String, Hashable, Sendable, Codable {
    /// A screen is connected.
    case connected
    /// None is.
    case disconnected
    /// The card cannot tell.
    case unknown
  }

  /// The object's number on its card.
  public let id: UInt32
  /// The kernel's name for it, as in sysfs: `HDMI-A-1`.
  public let name: String
  /// Whether a screen is there.
  public let status: Status
  /// The screen's size in millimetres; zeros where it does not tell.
  public let millimetres: Size
  /// What the screen shows, in the card's order.
  public let modes: [DisplayMode]
  /// The encoder in use; zero for none.
  let encoder: UInt32
  let encoders: [UInt32]

  init(id: UInt32, _ report: ConnectorReport) {
    self.id = id
    name = "\(Self.typeName(report.type))-\(report.number)"
    status =
      switch report.connection {
      case 1: .connected
      case 2: .disconnected
      default: .unknown
      }
    millimetres = Size(
      width: Int(report.millimetres.width), height: Int(report.millimetres.height))
    modes = report.modes
    encoder = report.encoder
    encoders = report.encoders
  }

  /// The names that the kernel gives its `DRM_MODE_CONNECTOR_*`.
  static func typeName(_ number: UInt32) -> String {
    let names = [
      "Unknown", "VGA", "DVI-I", "DVI-D", "DVI-A", "Composite", "SVIDEO", "LVDS", "Component",
      "DIN",
      "DP", "HDMI-A", "HDMI-B", "TV", "eDP", "Virtual", "DSI", "DPI", "Writeback", "SPI", "USB",
    ]
    return Int(number) < names.count ? names[Int(number)] : "Type\(number)"
  }
}

/// A layer of a picture that a card lays over others. The corresponding C type is `drm_mode_get_plane`.
public struct Plane: Hashable, Sendable {
  /// What a plane is for. The corresponding C constants are `DRM_PLANE_TYPE_*`.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// The picture itself.
    case primary
    /// Something above or below it.
    case overlay
    /// The pointer.
    case cursor
  }

  /// A format that the plane shows.
  public struct Offer: Hashable, Sendable {
    /// The format.
    public var format: DRMFormat
    /// The arrangements it may have; empty where the card does not tell.
    public var modifiers: [FormatModifier]
  }

  /// The object's number on its card.
  public let id: UInt32
  /// What it is for.
  public let kind: Kind
  /// What it shows, in the card's order.
  public let formats: [Offer]
  /// A bit for each of the card's controllers, in its order, that can show it.
  public let possibleControllers: UInt32

  /// What it says of a format; nil where it cannot show it.
  public func offer(of format: DRMFormat) -> Offer? {
    formats.first { $0.format == format }
  }
}
