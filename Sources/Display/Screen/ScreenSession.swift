internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// The hold on a connector: what was shown before, and how it comes back.
///
/// Whoever lets go of a screen, in whatever way, lets go of this, and what was there before is shown again.
final class ScreenSession: Sendable {
  let card: Card
  let connector: Connector
  /// The controller that drives the connector, and its place among the card's.
  let controller: UInt32
  let controllerIndex: Int
  /// What the controller showed before, and where.
  let before: ControllerState
  let connectorsBefore: [UInt32]
  private let console: VirtualConsole?
  private let hasEnded = Mutex(false)

  /// Becomes the card's master, notes what is shown, and takes the console where the program runs on one.
  ///
  /// `all` are the card's connectors as they were found; to look again at what is connected may take seconds.
  init(
    _ card: Card, _ connector: Connector, of all: [Connector], takesConsole: Bool
  ) throws(DisplayError) {
    let node = card.node
    switch node.setMaster() {
    case nil: break
    case .resourceBusy?, .permissionDenied?, .notPermitted?:
      throw DisplayError("DRM_IOCTL_SET_MASTER", node: node.path, reason: .notMaster)
    case let errno?: throw DisplayError("DRM_IOCTL_SET_MASTER", node: node.path, errno)
    }
    self.card = card
    self.connector = connector
    do throws(DisplayError) {
      (controller, controllerIndex) = try Self.controller(for: connector, card)
      before = try node.state(of: controller)
      connectorsBefore = try Self.connectors(on: controller, of: all, card)
    } catch {
      node.dropMaster()
      throw error
    }
    console = takesConsole ? VirtualConsole() : nil
  }

  /// The controller the connector has, else the first free one that it can have.
  private static func controller(
    for connector: Connector, _ card: Card
  ) throws(DisplayError) -> (UInt32, Int) {
    let all = try card.resources().controllers
    if connector.encoder != 0 {
      let current = try card.node.encoder(connector.encoder).controller
      if let index = all.firstIndex(of: current) { return (current, index) }
    }
    var possible: UInt32 = 0
    for encoder in connector.encoders { possible |= try card.node.encoder(encoder).possible }
    let candidates = all.indices.filter { $0 < 32 && possible >> UInt32($0) & 1 == 1 }
    for index in candidates where try card.node.state(of: all[index]).framebuffer == 0 {
      return (all[index], index)
    }
    guard let index = candidates.first else {
      throw DisplayError(
        "DRM_IOCTL_MODE_GETENCODER", node: card.path,
        reason: .unsupported("no part of the card can drive the connector \(connector.name)"))
    }
    return (all[index], index)
  }

  private static func connectors(
    on controller: UInt32, of all: [Connector], _ card: Card
  ) throws(DisplayError) -> [UInt32] {
    var found: [UInt32] = []
    for connector in all where connector.encoder != 0 {
      if try card.node.encoder(connector.encoder).controller == controller {
        found.append(connector.id)
      }
    }
    return found
  }

  /// Shows again what was there before, and gives the card and the console up; nil is success, or a repetition.
  ///
  /// The pictures are forgotten after that: a card that is told to forget one it shows goes dark.
  @discardableResult
  func end(forgetting framebuffers: [UInt32] = [], _ blobs: [UInt32] = []) -> Errno? {
    let isFirst = hasEnded.withLock { hasEnded in
      defer { hasEnded = true }
      return !hasEnded
    }
    guard isFirst else { return nil }
    var state = before
    // A picture may have gone with the program that showed it.
    var errno = card.node.set(state, on: connectorsBefore)
    if errno == .noSuchFileOrDirectory {
      (state.framebuffer, state.mode) = (0, nil)
      errno = card.node.set(state, on: [])
    }
    for number in framebuffers { card.node.removeFramebuffer(number) }
    for number in blobs { card.node.destroyBlob(number) }
    card.node.dropMaster()
    console?.giveBack()
    return errno
  }

  deinit {
    end()
  }
}
