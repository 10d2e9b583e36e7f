/// How many buffers a camera runs on, and why the number changed.
public struct BufferChanges: Hashable, Sendable, Codable {
  /// Buffers added because the program held every one when it asked for the next frame.
  public var addedAsAllWereHeld = 0
  /// Buffers added because frames were lost for want of one.
  public var addedAsFramesWereLost = 0
  /// Buffers given up because for a long time nobody had needed them.
  public var removedAsIdle = 0
  /// Times the driver would neither add nor give up a buffer.
  public var refusals = 0

  /// Makes counts of zero.
  public init() {}

  /// Whether the number ever changed, or was to.
  public var isEmpty: Bool { self == BufferChanges() }
}

/// When to add buffers and when to give them up: policy, without a queue.
///
/// A program that holds frames for longer than it thought starves the driver, and every frame that is due
/// then is lost. Up to a limit it gets more buffers; those that go unused for long are given up again.
struct BufferSupply: Sendable {
  /// What there is to do.
  enum Advice: Equatable, Sendable {
    case nothing
    case add(Reason)
    case giveUp
  }

  /// Why a buffer is added.
  enum Reason: Sendable {
    case allAreHeld
    case framesAreLost
  }

  /// The number the camera began with, below which it never goes.
  let floor: Int
  /// The most it may have.
  let limit: Int
  /// Frames without need after which one is given up.
  static let patience = 300

  /// Whether the driver gives up single buffers; it is asked once.
  var canGiveUp = true
  private var mostHeld = 0
  private var calm = 0
  private var skips = 0

  init(floor: Int, limit: Int) {
    self.floor = floor
    self.limit = limit
  }

  /// What to do before the next frame is waited for.
  mutating func advice(held: Int, buffers: Int, skips total: Int) -> Advice {
    let isLosing = total > skips
    skips = total
    if held >= buffers || isLosing {
      calm = 0
      mostHeld = 0
      guard buffers < limit else { return .nothing }
      return .add(held >= buffers ? .allAreHeld : .framesAreLost)
    }
    mostHeld = max(mostHeld, held)
    calm += 1
    guard calm >= Self.patience else { return .nothing }
    calm = 0
    defer { mostHeld = 0 }
    // One for the driver to fill and one that is on its way.
    return canGiveUp && buffers > floor && mostHeld + 2 < buffers ? .giveUp : .nothing
  }
}
