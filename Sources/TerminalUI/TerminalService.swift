internal import CSignals
internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// What a session and its thread share: the queue of events, and the terminal that both write to.
///
/// The thread holds on to this and not to the session, so that the session ends with its owner.
final class TerminalService: Sendable {
  private struct State {
    var events: [TerminalEvent] = []
    var size: TerminalSize
    /// Rung along with `arrival`.
    var borrowed: WakeEvent?
    /// Whether the terminal was taken; a session that got none has nothing to give back.
    var hasBegun = false
    var isEnding = false
    var isClosed = false
    var hasToldSignal = false
  }

  private static let isInUse = Mutex(false)

  private let input: Int32
  private let outputDescriptor: Int32
  private let state: Mutex<State>
  private let output: Mutex<TerminalOutput>
  /// Rung by signals, and when the session ends: it is what the thread waits for beside the input.
  private let bell: WakeEvent
  /// Rung when there is an event.
  let arrival: WakeEvent
  /// Rung when the thread has ended.
  private let finished: WakeEvent
  /// Rung when nothing more is to be written.
  private let ending: WakeEvent

  /// Alternate screen, no cursor, no wrapping at the edge, pastes in brackets.
  private static let enter = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[?2004h"
  /// The reverse, after ending whatever sequence was cut off and what hides an unfinished picture.
  private static let leave =
    "\u{1b}\\\u{1b}[?2026l\u{1b}[m\u{1b}[?2004l\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"
  /// Around what should be seen at once; terminals that cannot do that pass over it.
  private static let beginUpdate = Array("\u{1b}[?2026h".utf8)
  private static let endUpdate = Array("\u{1b}[?2026l".utf8)
  /// So many bytes may be shown in more than one step.
  private static let muchToDraw = 256
  /// How long the rest of a sequence may take to come.
  private static let escapeMilliseconds: Int32 = 50

  init(input: Int32, output: Int32, renderer: ScreenRenderer) throws(Errno) {
    self.input = input
    outputDescriptor = output
    bell = try WakeEvent()
    arrival = try WakeEvent()
    finished = try WakeEvent()
    ending = try WakeEvent()
    state = Mutex(State(size: TerminalSize(of: output)))
    self.output = Mutex(TerminalOutput(output, renderer: renderer, ending: ending))
  }

  /// Takes the terminal and starts the thread.
  func begin() throws(TerminalError) {
    let isFree = Self.isInUse.withLock { inUse in
      defer { inUse = true }
      return !inUse
    }
    guard isFree else { throw .inUse }
    let leave = Array(Self.leave.utf8)
    let result = unsafe leave.withUnsafeBytes { bytes in
      unsafe csg_take_terminal(
        input, outputDescriptor, bell.rawDescriptor, bytes.baseAddress, bytes.count)
    }
    guard result == 0 else {
      Self.isInUse.withLock { $0 = false }
      throw .system("tcsetattr", Errno(rawValue: -result))
    }
    state.withLock { $0.hasBegun = true }
    TerminationSignals.ring(bell, on: TerminationSignals.interactive)
    write(Array(Self.enter.utf8))
    do throws(Errno) {
      let service = self
      try startServiceThread { service.run() }
    } catch {
      finished.ring()
      end()
      throw .system("pthread_create", error)
    }
  }

  /// Ends the thread and gives the terminal back, once.
  func end() {
    let isFirst = state.withLock { state in
      defer { state.isEnding = true }
      return state.hasBegun && !state.isEnding
    }
    guard isFirst else { return }
    bell.ring()
    ending.ring()
    // Nothing may be read any more when this returns; the thread never waits but for the bell.
    let joined = try? Poller(finished.descriptor, events: Poller.readable, wake: nil)
    _ = try? joined?.wait(milliseconds: 2000)
    output.withLock { _ in csg_release_terminal() }
    TerminationSignals.stopRinging(on: TerminationSignals.interactive)
    Self.isInUse.withLock { $0 = false }
  }

  var size: TerminalSize { state.withLock { $0.size } }
}

// For the session.
extension TerminalService {
  func takeEvent() -> TerminalEvent? {
    state.withLock { state in
      if state.events.isEmpty { arrival.take() }
      return state.events.isEmpty ? nil : state.events.removeFirst()
    }
  }

  func ring(_ wake: WakeEvent?) {
    let isWaiting = state.withLock { state in
      state.borrowed = wake
      return !state.events.isEmpty
    }
    if isWaiting { wake?.ring() }
  }

  func show(_ screen: Screen) {
    let isWhole = output.withLock { output in
      let bytes = output.renderer.update(to: screen)
      guard bytes.count >= Self.muchToDraw else { return bytes.isEmpty || output.write(bytes) }
      return output.write(Self.beginUpdate) && output.write(bytes) && output.write(Self.endUpdate)
    }
    if !isWhole { noteClosed() }
  }

  func write(_ bytes: [UInt8]) {
    if !output.withLock({ $0.write(bytes) }) { noteClosed() }
  }

  func invalidate() { output.withLock { $0.renderer.invalidate() } }

  private func noteClosed() {
    guard output.withLock({ $0.isClosed }) else { return }
    let isNews = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    if isNews { post([.closed]) }
  }

  private func post(_ events: [TerminalEvent]) {
    let borrowed = state.withLock { state in
      for event in events {
        // Only the last of several sizes matters.
        if case .resized = event, case .resized? = state.events.last { state.events.removeLast() }
        state.events.append(event)
      }
      return state.borrowed
    }
    arrival.ring()
    borrowed?.ring()
  }
}

// On the thread.
extension TerminalService {
  private func run() {
    csg_shield_thread()
    var decoder = KeyDecoder()
    var isListening = true
    while !state.withLock({ $0.isEnding }) {
      let patience = decoder.isPending ? Self.escapeMilliseconds : -1
      // A terminal that hung up is always ready to say so.
      let readiness = csg_wait_readable(isListening ? input : -1, bell.rawDescriptor, patience)
      if readiness == 0 { post(decoder.timeOut().map(TerminalEvent.key)) }
      guard readiness > 0 else { continue }
      if readiness & 2 != 0 {
        bell.take()
        if state.withLock({ $0.isEnding }) { break }
        noticeSignals()
      }
      if readiness & 1 != 0, !read(&decoder) { isListening = false }
      if readiness & 4 != 0, readiness & 1 == 0 { isListening = false }
      if !isListening { hangUp() }
    }
    finished.ring()
  }

  private func hangUp() {
    let isNews = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isNews else { return }
    ending.ring()
    post([.closed])
  }

  /// Reads what was typed; false at the end of the terminal.
  private func read(_ decoder: inout KeyDecoder) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      return unsafe Kernel.shared.read(input, base, count: bytes.count)
    }
    // In these modes a read finds nothing when somebody else was faster.
    guard count >= 0 || count == Int(-EAGAIN) else { return false }
    var keys = decoder.feed(Array(buffer.prefix(max(0, count))))
    let isStop = keys.contains(.control("z"))
    if isStop { keys.removeAll { $0 == .control("z") } }
    if !keys.isEmpty { post(keys.map(TerminalEvent.key)) }
    if isStop { suspend(group: true) }
    return true
  }

  private func noticeSignals() {
    let notices = UInt32(csg_take_notices())
    if notices & CSG_STOP_REQUESTED.rawValue != 0 {
      suspend(group: false)
    } else if notices & CSG_CONTINUED.rawValue != 0 {
      takeAgain { csg_retake_terminal() }
    }
    if notices & CSG_RESIZED.rawValue != 0 { postSize() }
    if let signal = TerminationSignals.received {
      let isNews = state.withLock { state in
        defer { state.hasToldSignal = true }
        return !state.hasToldSignal
      }
      if isNews {
        // Whoever is writing to a terminal that does not read shall come and see.
        ending.ring()
        post([.ended(signal: signal)])
      }
    }
    // A timer's ring is nobody's event, but somebody waits for it.
    state.withLock { $0.borrowed }?.ring()
  }

  /// Gives the terminal back, stops, and takes it again when the program goes on.
  private func suspend(group: Bool) {
    takeAgain { csg_suspend(group ? 1 : 0) }
  }

  private func takeAgain(_ step: () -> Int32) {
    output.withLock { output in
      _ = step()
      _ = output.write(Array(Self.enter.utf8))
      output.renderer.invalidate()
    }
    postSize()
  }

  private func postSize() {
    let size = TerminalSize(of: outputDescriptor)
    state.withLock { $0.size = size }
    post([.resized(columns: size.columns, rows: size.rows)])
  }
}
