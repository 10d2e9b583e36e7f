// What passes between a card's node and the rest of this module: values, without a C type among them.

/// The numbers of a card's parts.
struct CardResources {
  var controllers: [UInt32] = []
  var connectors: [UInt32] = []
}

/// A connector as the kernel describes it.
struct ConnectorReport {
  var type: UInt32
  var number: UInt32
  var connection: UInt32
  var millimetres: (width: UInt32, height: UInt32)
  /// The encoder in use; zero for none.
  var encoder: UInt32
  var encoders: [UInt32]
  var modes: [DisplayMode]
}

/// A plane as the kernel describes it.
struct PlaneReport {
  var controller: UInt32
  /// A bit for each of the card's controllers, in its order.
  var possibleControllers: UInt32
  var formats: [DRMFormat]
}

/// What a controller shows: enough to show it again. The corresponding C type is `drm_mode_crtc`.
struct ControllerState: Equatable, Sendable {
  var number: UInt32
  /// The picture; zero where nothing is shown.
  var framebuffer: UInt32 = 0
  /// The picture's column and line in the screen's corner.
  var x: UInt32 = 0
  var y: UInt32 = 0
  /// The mode; nil where the controller is off.
  var mode: DisplayMode?
}

/// A picture in the card's memory, as it is to be known to it.
struct FramebufferRequest {
  /// Where a colour plane lies.
  struct Plane {
    var handle: UInt32
    var pitch: UInt32
    var offset: UInt32
  }

  var width: UInt32
  var height: UInt32
  var format: DRMFormat
  /// The arrangement of all planes; nil leaves it untold.
  var modifier: FormatModifier?
  /// Up to four.
  var planes: [Plane]
}

/// Property values of the card's objects that are set together or not at all.
///
/// The arrays are the kernel's: each object, how many of its properties follow, and these with their values.
struct AtomicRequest {
  var objects: [UInt32] = []
  var counts: [UInt32] = []
  var properties: [UInt32] = []
  var values: [UInt64] = []

  /// Adds an object with the properties it has; one that a driver lacks is left out.
  mutating func add(_ object: UInt32, _ settings: [(property: UInt32?, value: UInt64)]) {
    let known = settings.compactMap { setting in setting.property.map { ($0, setting.value) } }
    guard !known.isEmpty else { return }
    objects.append(object)
    counts.append(UInt32(known.count))
    properties += known.map(\.0)
    values += known.map(\.1)
  }
}

/// How a request is to be carried out. The corresponding C constants are `DRM_MODE_ATOMIC_*`.
struct CommitFlags: OptionSet {
  let rawValue: UInt32

  /// An event tells when it is on the screen. The corresponding C constant is `DRM_MODE_PAGE_FLIP_EVENT`.
  static let event = CommitFlags(rawValue: 0x1)
  /// Nothing is done; the card says whether it could. The corresponding C constant is `DRM_MODE_ATOMIC_TEST_ONLY`.
  static let testOnly = CommitFlags(rawValue: 0x100)
  /// The call returns at once. The corresponding C constant is `DRM_MODE_ATOMIC_NONBLOCK`.
  static let nonBlocking = CommitFlags(rawValue: 0x200)
  /// The screen may go dark meanwhile. The corresponding C constant is `DRM_MODE_ATOMIC_ALLOW_MODESET`.
  static let modeSet = CommitFlags(rawValue: 0x400)
}

/// A picture has come to the screen. The corresponding C type is `drm_event_vblank`.
struct FlipEvent {
  /// What the request that asked for it was marked with.
  var userData: UInt64
  /// Nanoseconds of `CLOCK_MONOTONIC`.
  var nanoseconds: Int64
  /// The count of pictures the screen has drawn; zero where the card does not count.
  var sequence: UInt32
}
