internal import Glibc
internal import Synchronization

/// A program running in a terminal that the test plays: it types, looks, resizes and hangs up.
package final class PseudoTerminal: Sendable {
  /// Why no program could be started in a terminal.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// The modes of a terminal, to be compared.
  package struct Modes: Equatable, Sendable {
    var flags: [UInt32] = []
    var characters: [UInt8] = []
    /// Whether what is typed is echoed.
    package var isEchoing = false
    /// Whether what is typed comes in lines.
    package var isLineByLine = false
  }

  private struct State {
    var screen: ScreenText
    var received: [UInt8] = []
    var isReading = true
    /// Whether reading ends when there is nothing more to read.
    var isDraining = false
    var hasEnded = false
    var status: Int32?
  }

  /// The terminal's side of it, which the thread that reads shares, so that the owner can end both.
  private final class Line: Sendable {
    let primary: Int32
    /// Kept open, so that modes can be asked for when the program has ended.
    let secondary: Int32
    let state: Mutex<State>

    init(primary: Int32, secondary: Int32, state: State) {
      self.primary = primary
      self.secondary = secondary
      self.state = Mutex(state)
    }

    deinit {
      close(primary)
      close(secondary)
    }

    /// Reads what the program sends, until nobody wants to know any more or the terminal is closed.
    func read() {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while state.withLock({ $0.isReading }) {
        var entry = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, 10) > 0 else {
          if state.withLock({ $0.isDraining }) { break }
          continue
        }
        let count = unsafe Glibc.read(primary, &buffer, buffer.count)
        guard count > 0 else { break }
        state.withLock { state in
          state.received += buffer[..<count]
          state.screen.feed(Array(buffer[..<count]))
        }
      }
      state.withLock { $0.hasEnded = true }
    }
  }

  private let line: Line
  private var primary: Int32 { line.primary }
  private let process: pid_t
  /// The modes the terminal had before the program began.
  package let modesBefore: Modes

  /// Starts a program, `vidctl` unless another is named, with a terminal for its input, output and errors.
  ///
  /// It leads a session of its own, whose controlling terminal this is. What the test's own environment says
  /// of terminals is left out; the terminal is an xterm of 256 colours in an UTF-8 locale unless
  /// `environment` says otherwise.
  package static func run(
    _ arguments: [String], program: String = Tool.path, columns: Int = 80, rows: Int = 24,
    pixels: (width: Int, height: Int) = (0, 0), environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(arguments, program, columns, rows, pixels, environment)
  }

  private init(
    _ arguments: [String], _ program: String, _ columns: Int, _ rows: Int,
    _ pixels: (width: Int, height: Int), _ environment: [String: String]
  ) throws {
    let primary = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (isLocked, number): (Int32, UInt32) = (0, 0)
    // TIOCSPTLCK and TIOCGPTN, which Swift cannot import: unlocks the other side, and tells its number.
    guard primary >= 0, unsafe ioctl(primary, 0x4004_5431, &isLocked) == 0,
      unsafe ioctl(primary, 0x8004_5430, &number) == 0
    else {
      throw Failure(description: "no pseudo-terminal: errno \(errno)")
    }
    let path = "/dev/pts/\(number)"
    let secondary = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard secondary >= 0 else { throw Failure(description: "\(path): errno \(errno)") }
    Self.setSize(primary, columns, rows, pixels)
    modesBefore = Self.modes(of: primary)
    let line = Line(
      primary: primary, secondary: secondary,
      state: State(screen: ScreenText(columns: columns, rows: rows)))
    self.line = line
    process = try Self.spawn(
      [program] + arguments, terminal: path, Self.environment(environment))
    onThread { line.read() }
  }

  deinit {
    // A test that failed in the middle must not leave its program behind.
    if reap() == nil {
      Glibc.kill(process, SIGKILL)
      var status: Int32 = 0
      _ = unsafe waitpid(process, &status, 0)
    }
    line.state.withLock { $0.isReading = false }
  }

  /// Types text.
  package func send(_ text: String) { send(Array(text.utf8)) }

  /// Types bytes.
  package func send(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(primary, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
      }
      guard count > 0 else { return }
      done += count
    }
  }

  /// Makes the terminal another size, which the kernel tells the program by SIGWINCH.
  package func resize(columns: Int, rows: Int, pixels: (width: Int, height: Int) = (0, 0)) {
    line.state.withLock { $0.screen.resize(columns: columns, rows: rows) }
    Self.setSize(primary, columns, rows, pixels)
  }

  /// What a person would see now.
  package var screen: ScreenText { line.state.withLock { $0.screen } }
  /// All bytes the program has sent.
  package var received: [UInt8] { line.state.withLock { $0.received } }
  /// The number of the program's process.
  package var processIdentifier: Int32 { process }
  /// The modes the terminal has now.
  package var modes: Modes { Self.modes(of: primary) }

  /// Waits until a condition holds on the screen; false when it does not in time.
  package func waitUntil(
    timeout: Duration = .seconds(30), _ condition: (ScreenText) -> Bool
  ) async -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: timeout)
    while true {
      let screen = screen
      // In the middle of an update that is to be seen at once there is nothing to be seen.
      if !screen.modes.contains(2026), condition(screen) { return true }
      guard clock.now < deadline else { return false }
      try? await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Waits until a text is on the screen; false when it is not in time.
  package func waitUntil(_ text: String, timeout: Duration = .seconds(30)) async -> Bool {
    await waitUntil(timeout: timeout) { screen in screen.lines.contains { $0.contains(text) } }
  }

  /// Sends the program a signal.
  package func kill(_ signal: Int32) { Glibc.kill(process, signal) }

  /// Takes nothing any more from the program, as a terminal does whose window hangs.
  package func stopReading() async {
    line.state.withLock { $0.isReading = false }
    while !line.state.withLock({ $0.hasEnded }) { try? await Task.sleep(for: .milliseconds(5)) }
  }

  /// Hangs up, as a terminal does whose window is closed.
  ///
  /// Reading ends; nothing more is seen.
  package func hangUp() async {
    await stopReading()
    // The number stays this object's, so that it is closed once.
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    dup2(null, primary)
    close(null)
  }

  /// Waits for the program's end: its exit status, or 128 and the signal's number; nil when it does not end in
  /// time, and then it is killed.
  package func wait(timeout: Duration = .seconds(30)) async -> Int32? {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: timeout)
    while true {
      if let status = reap() {
        // What it sent last is still to be read.
        line.state.withLock { $0.isDraining = true }
        while !line.state.withLock({ $0.hasEnded }) { try? await Task.sleep(for: .milliseconds(5)) }
        return status
      }
      // Looked at after the program: where other tests hold every thread, a sleep may take longer than the deadline.
      guard clock.now < deadline else { break }
      try? await Task.sleep(for: .milliseconds(10))
    }
    Glibc.kill(process, SIGKILL)
    while reap() == nil { try? await Task.sleep(for: .milliseconds(5)) }
    line.state.withLock { $0.isReading = false }
    return nil
  }

  /// Whether the program has ended by now.
  package var hasEnded: Bool { reap() != nil }

  private func reap() -> Int32? {
    line.state.withLock { state in
      if let status = state.status { return status }
      var raw: Int32 = 0
      guard unsafe waitpid(process, &raw, WNOHANG) == process else { return nil }
      let signal = raw & 0x7f
      let status = signal == 0 ? (raw >> 8) & 0xff : 128 + signal
      state.status = status
      return status
    }
  }
}

extension PseudoTerminal {
  private static func setSize(
    _ descriptor: Int32, _ columns: Int, _ rows: Int, _ pixels: (width: Int, height: Int)
  ) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: UInt16(pixels.width),
      ws_ypixel: UInt16(pixels.height))
    _ = unsafe ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  private static func modes(of descriptor: Int32) -> Modes {
    var raw = termios()
    guard unsafe tcgetattr(descriptor, &raw) == 0 else { return Modes() }
    let characters = unsafe withUnsafeBytes(of: &raw.c_cc) { unsafe Array($0) }
    return Modes(
      flags: [raw.c_iflag, raw.c_oflag, raw.c_cflag, raw.c_lflag], characters: characters,
      isEchoing: raw.c_lflag & UInt32(ECHO) != 0, isLineByLine: raw.c_lflag & UInt32(ICANON) != 0)
  }

  /// The environment of this process without what it says of its terminal.
  private static func environment(_ changes: [String: String]) -> [String] {
    var variables: [String: String] = [:]
    var pointer = unsafe environ
    while let entry = unsafe pointer.pointee {
      let pair = unsafe String(cString: entry).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
      unsafe pointer += 1
    }
    let told = [
      "COLORTERM", "NO_COLOR", "TMUX", "STY", "KITTY_WINDOW_ID", "TERM_PROGRAM", "COLUMNS", "LINES",
      "LC_ALL", "LC_CTYPE", "VTE_VERSION", "KONSOLE_VERSION", "WT_SESSION",
    ]
    for name in told { variables[name] = nil }
    variables["TERM"] = "xterm-256color"
    variables["LANG"] = "C.UTF-8"
    // On a terminal the runtime would hold a crashed program up and ask what to do.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(changes) { $1 }
    return variables.map { "\($0.key)=\($0.value)" }
  }

  private static func spawn(
    _ arguments: [String], terminal: String, _ environment: [String]
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    // The first terminal that the leader of a session opens becomes its controlling one.
    unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    // POSIX_SPAWN_SETSIGDEF, _SETSIGMASK and glibc's _SETSID.
    unsafe posix_spawnattr_setflags(&attributes, 0x04 | 0x08 | 0x80)
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe words.forEach { unsafe free($0) }
      unsafe variables.forEach { unsafe free($0) }
    }
    var process: pid_t = 0
    let result = unsafe posix_spawn(
      &process, arguments[0], &actions, &attributes, &words, &variables)
    guard result == 0 else { throw Failure(description: "\(arguments[0]): errno \(result)") }
    return process
  }
}
