/// What a stateful codec and its program have agreed on: the kernel's rules for decoders and encoders, without a device.
///
/// Events and buffers come by different ways, so either may be first; whatever the order, this ends in the
/// same state.
struct CodecState: Equatable {
  /// The queue that results come from.
  enum Destination: Equatable {
    /// Nothing is known of the results before the stream's header has been read.
    case awaitingHeader
    /// The results have a format that the queue was not set up for.
    case due
    /// Results come.
    case running
    /// The stream has changed; results in the old format come up to the last.
    case changing
    /// The last result has come. Nothing follows before the codec is told to go on.
    case stopped
  }

  /// How far the program's wish to end is.
  enum Drain: Equatable {
    case none
    /// The codec is still to be told.
    case wanted
    /// The codec has been told, and finishes.
    case told
    /// The device takes no orders: the end is where as many results have come as frames were put in.
    case counted
  }

  private(set) var destination: Destination
  private(set) var drain = Drain.none
  /// Whether the queue of results was ever set up.
  private var wasPrepared: Bool
  /// Frames put in since the start.
  var accepted = 0
  /// Results that have come since the start.
  var delivered = 0

  init(awaitsHeader: Bool) {
    destination = awaitsHeader ? .awaitingHeader : .running
    wasPrepared = !awaitsHeader
  }

  /// Whether results may come from the queue.
  var isRunning: Bool { destination == .running || destination == .changing }

  /// Whether frames may be put in.
  var acceptsInput: Bool { drain == .none && destination != .stopped }

  /// Whether the codec is still to be told to finish, and listens.
  var mustTell: Bool { drain == .wanted && isRunning }

  /// The driver says that its source has changed.
  ///
  /// It may say so after the last result has been taken; the end was none then.
  mutating func noteSourceChange() {
    switch destination {
    case .awaitingHeader, .stopped: destination = .due
    case .running: destination = .changing
    case .changing, .due: break
    }
  }

  /// The last result has been taken, or the driver says that there is none.
  ///
  /// Events that waited must have been noted before: they say whether it is the last of all.
  mutating func noteLast() {
    switch destination {
    case .changing: destination = .due
    case .running: destination = .stopped
    case .awaitingHeader, .due, .stopped: break
    }
  }

  /// The queue has been set up for the results.
  mutating func notePrepared() {
    destination = .running
    wasPrepared = true
    // Stopping that queue made the codec forget that it was to finish.
    if drain == .told { drain = .wanted }
  }

  /// The program has put everything in.
  mutating func noteWishToEnd() {
    if drain == .none, destination != .stopped { drain = .wanted }
  }

  /// The codec has been told, or takes no orders.
  mutating func noteTold(takesOrders: Bool) {
    drain = takesOrders ? .told : .counted
  }

  /// Everything that was put in has come back, and no result is waiting.
  mutating func noteAllReturned() {
    switch drain {
    // Without a header there is nothing that could still come.
    case .wanted where destination == .awaitingHeader: destination = .stopped
    case .counted where delivered >= accepted && isRunning: destination = .stopped
    default: break
    }
  }

  /// The codec goes on after an end; without its queue of results that is to be set up first.
  mutating func noteResumed(hasDestination: Bool) {
    if destination == .stopped {
      destination = !wasPrepared ? .awaitingHeader : hasDestination ? .running : .due
    }
    drain = .none
    (accepted, delivered) = (0, 0)
  }
}
