internal import Glibc
internal import SystemPackage

/// How one boot ended.
enum SessionEnd {
  /// The command ended and told its status.
  case exited(status: Int32, killedForMemory: Int)
  /// The caller asked for the end; the signal it named.
  case interrupted(signal: Int32)
  /// The time allowed has passed.
  case timedOut
  /// A module could not be loaded.
  case unloadable(module: String, reason: String)
  /// The machine went away before the command had ended.
  case ended
  /// The guest did not come up in time.
  case silentAtBoot
  /// The guest came up and then gave no sign of life.
  case silent
  /// KVM showed that it does not work here.
  case brokenKVM
  /// A stream could not be written on the host.
  case sinkFailed(stream: String, Errno)
}

/// One boot from start to end: moves bytes between QEMU's sockets and the host, keeps the deadlines,
/// and notices every way in which a machine can end.
///
/// It runs on a thread of its own and blocks in one place only, `poll`.
struct Session {
  struct Limits {
    /// How long the guest may take to report itself.
    var boot: Duration
    /// How long it may stay silent after that.
    var silence: Duration = .seconds(120)
    /// How long a command has to end by itself when it is asked to.
    var grace: Duration = .seconds(3)
    /// When all must be over.
    var deadline: ContinuousClock.Instant?
  }

  private enum Source: Hashable {
    case listener(Int)
    case stream(Int)
    case messages
    case interruption
    case output
    case errors
    case picture
    case monitor
  }

  private let interruption: Interruption
  private let limits: Limits
  private let mirrorsConsole: Bool
  private let terminate: @Sendable (Int32) -> Void

  private var screens: ScreenService?

  private var listeners: [Int32]
  private var streams: [Int32]
  private var messages: Int32
  private(set) var output: Sink
  private(set) var errors: Sink
  private var reported: (output: Bool, errors: Bool) = (false, false)

  private var marks: [EndMark]
  /// What the guest has said about the command, which counts once both streams have their marks.
  private var verdict: SessionEnd?
  private var control = LineBuffer()
  private(set) var console = ConsoleLog()
  private(set) var emulator = ConsoleLog()
  private(set) var isReady = false
  private var end: SessionEnd?
  /// What the machine is being ended for, while the command may still end by itself.
  private var ending: SessionEnd?
  private var endingTime: Duration = .zero
  private var quietTime: Duration = .zero
  private var isGone = false

  /// - Parameters:
  ///   - listeners: The listening sockets, in the order of `QEMUCommand.streams`.
  ///   - mark: What ends each stream.
  ///   - joinsStreams: Whether one stream carries both.
  ///   - screens: Takes pictures of the displays, where there are some.
  ///   - messages: The reading end of the pipe into which QEMU itself speaks.
  ///   - terminate: Sends a signal to QEMU.
  init(
    listeners: [Int32], mark: String, joinsStreams: Bool, messages: Int32, output: Sink,
    errors: Sink, interruption: Interruption,
    limits: Limits, screens: ScreenService? = nil, mirrorsConsole: Bool,
    terminate: @escaping @Sendable (Int32) -> Void
  ) {
    self.screens = screens
    self.listeners = listeners
    self.messages = messages
    self.output = output
    self.errors = errors
    self.interruption = interruption
    self.limits = limits
    self.mirrorsConsole = mirrorsConsole
    self.terminate = terminate
    streams = Array(repeating: -1, count: listeners.count)
    marks = Array(repeating: EndMark(mark), count: joinsStreams ? 1 : 2)
  }

  /// Runs to the end of the machine; the emulator has been told to end when this returns.
  mutating func run() -> SessionEnd {
    let step = Duration.milliseconds(500)
    while end == nil && !isGone {
      turn(waiting: step)
    }
    drain()
    for descriptor in listeners + streams + [messages] where descriptor >= 0 {
      _ = Glibc.close(descriptor)
    }
    return end ?? ending ?? .ended
  }

  /// Hands on what is still in the sockets after the command's end, for as long as readers take it.
  private mutating func drain() {
    terminate(SIGTERM)
    let requests = interruption.count
    var patience = Duration.seconds(2)
    var isKilled = false
    func isOpen(_ descriptor: Int32) -> Bool { descriptor >= 0 }
    while streams.contains(where: isOpen) || isOpen(messages) || !output.isReady || !errors.isReady
    {
      let before = ContinuousClock.now
      turn(waiting: .milliseconds(100))
      let now = ContinuousClock.now
      patience -= min(now - before, .milliseconds(100))
      if patience < .zero && !isKilled {
        isKilled = true
        terminate(SIGKILL)
      }
      // A reader that takes no more must not hold up an end that was asked for.
      guard isKilled else { continue }
      if interruption.count > requests {
        end = .interrupted(signal: interruption.signal)
        break
      }
      if let deadline = limits.deadline, now > deadline {
        if case .interrupted = end { break }
        end = .timedOut
        break
      }
      if ending != nil { break }
    }
    if !isKilled { terminate(SIGKILL) }
  }

  // MARK: One turn of the loop

  private mutating func turn(waiting: Duration) {
    var polled: [pollfd] = []
    var sources: [Source] = []
    func add(_ descriptor: Int32, _ events: Int32, _ source: Source) {
      guard descriptor >= 0 else { return }
      polled.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
      sources.append(source)
    }
    for (index, descriptor) in listeners.enumerated() { add(descriptor, POLLIN, .listener(index)) }
    for (index, descriptor) in streams.enumerated() {
      let isHeld = index == 1 && !output.isReady || (2...3).contains(index) && !errors.isReady
      if !isHeld { add(descriptor, POLLIN, .stream(index)) }
    }
    add(messages, POLLIN, .messages)
    if screens?.outgoing.port.isEmpty == false { add(streams[4], POLLOUT, .picture) }
    if screens?.outgoing.monitor.isEmpty == false { add(streams[5], POLLOUT, .monitor) }
    if end == nil { add(interruption.waitable, POLLIN, .interruption) }
    if let (descriptor, events) = output.interest { add(descriptor, Int32(events), .output) }
    if let (descriptor, events) = errors.interest { add(descriptor, Int32(events), .errors) }

    let before = ContinuousClock.now
    let timeout = Int32(waiting.components.attoseconds / 1_000_000_000_000_000)
    let count = unsafe poll(&polled, nfds_t(polled.count), timeout)
    // A host that was asleep, or a process that was stopped, must not look like a silent guest.
    let passed = min(ContinuousClock.now - before, waiting)
    if count > 0 {
      for (item, source) in zip(polled, sources) where item.revents != 0 {
        handle(source, Int32(item.revents))
      }
    }
    tellClosedStreams()
    if end == nil { keepTime(passed) }
  }

  private mutating func handle(_ source: Source, _ events: Int32) {
    switch source {
    case .listener(let index): accept(index)
    case .stream(let index): receive(index)
    case .messages: receiveMessages()
    case .interruption: interrupt()
    case .picture: screens?.flush(port: streams[4])
    case .monitor: screens?.flush(monitor: streams[5])
    case .output:
      if events & (POLLERR | POLLHUP | POLLNVAL) != 0 { output.lose() } else { output.flush() }
    case .errors:
      if events & (POLLERR | POLLHUP | POLLNVAL) != 0 { errors.lose() } else { errors.flush() }
    }
  }

  private mutating func accept(_ index: Int) {
    streams[index] = Glibc.accept(listeners[index], nil, nil)
    _ = fcntl(streams[index], F_SETFD, FD_CLOEXEC)
    _ = Glibc.close(listeners[index])
    listeners[index] = -1
  }

  private func take(_ descriptor: Int32, _ buffer: inout [UInt8]) -> ArraySlice<UInt8>? {
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
    return count > 0 ? buffer[..<count] : nil
  }

  private mutating func receive(_ index: Int) {
    var buffer = [UInt8](repeating: 0, count: 65536)
    guard let bytes = take(streams[index], &buffer) else {
      _ = Glibc.close(streams[index])
      streams[index] = -1
      if index == 0 { isGone = true }
      if index == 1 { output.take(marks[0].rest()) }
      if index == 2 && marks.count > 1 { errors.take(marks[1].rest()) }
      return
    }
    if !bytes.isEmpty && index < 3 { quietTime = .zero }
    defer { conclude() }
    switch index {
    case 0: for line in control.append(bytes) { hear(line) }
    case 1: output.take(marks[0].pass(bytes))
    case 2: errors.take(marks.count > 1 ? marks[1].pass(bytes) : bytes)
    case 4: screens?.hear(guest: bytes)
    case 5: screens?.hear(monitor: bytes)
    default:
      console.append(bytes)
      if mirrorsConsole { errors.take(bytes) }
    }
  }

  private mutating func receiveMessages() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    guard let bytes = take(messages, &buffer) else {
      _ = Glibc.close(messages)
      messages = -1
      isGone = true
      return
    }
    emulator.append(bytes)
    if end == nil && emulator.contains(Accelerator.brokenKVMMark) { end = .brokenKVM }
  }

  private mutating func hear(_ line: String) {
    guard end == nil, let message = GuestMessage(line) else { return }
    switch message {
    case .ready: isReady = true
    case .alive: break
    case .unloadable(let module, let reason): end = .unloadable(module: module, reason: reason)
    case .exited(let status, let killed):
      verdict = .exited(status: status, killedForMemory: killed)
    }
  }

  /// The command's end is known when the guest has told it and all of its output is here.
  private mutating func conclude() {
    guard end == nil, let verdict, marks.allSatisfy(\.isFound) else { return }
    end = ending ?? verdict
  }

  // MARK: Ends

  private mutating func interrupt() {
    interruption.clear()
    let signal = interruption.signal
    let isRepeated = interruption.count > 1 || ending != nil
    if !isReady || isRepeated {
      end = ending ?? .interrupted(signal: signal)
    } else {
      beginEnding(.interrupted(signal: signal), signal: signal)
    }
  }

  private mutating func beginEnding(_ reason: SessionEnd, signal: Int32) {
    ending = reason
    switch signal {
    case SIGINT: send("interrupt")
    case SIGHUP: send("hangup")
    default: send("terminate")
    }
  }

  private mutating func tellClosedStreams() {
    if output.failure != nil && !reported.output && isReady {
      reported.output = true
      report(output, "output")
    }
    if errors.failure != nil && !reported.errors && isReady {
      reported.errors = true
      report(errors, "errors")
    }
  }

  private mutating func report(_ sink: Sink, _ name: String) {
    switch sink.failure {
    case .closed: send("close-\(name)")
    case .failed(let error): if end == nil { end = .sinkFailed(stream: name, error) }
    case nil: break
    }
  }

  private mutating func keepTime(_ passed: Duration) {
    quietTime += passed
    if !isReady && quietTime > limits.boot {
      end = .silentAtBoot
    } else if quietTime > limits.silence {
      end = .silent
    }
    if ending != nil {
      endingTime += passed
      if endingTime > limits.grace { end = ending }
    } else if let deadline = limits.deadline, ContinuousClock.now >= deadline {
      if isReady { beginEnding(.timedOut, signal: SIGTERM) } else { end = .timedOut }
    }
  }

  private func send(_ word: String) {
    guard streams[0] >= 0 else { return }
    let line = Array((word + "\n").utf8)
    _ = unsafe line.withUnsafeBytes {
      unsafe Glibc.send(
        streams[0], $0.baseAddress, $0.count,
        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
  }
}
