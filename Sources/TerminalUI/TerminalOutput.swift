internal import CSignals
internal import SystemIO
internal import SystemPackage

/// The way to a terminal's screen: what was drawn, and writing that is whole or given up.
///
/// It never waits in write(2): it waits for room and for the end of the session at once, on a descriptor of
/// its own where the terminal can be opened again, so that a terminal that stopped reading cannot hold
/// up a program that is to end.
struct TerminalOutput: ~Copyable {
  var renderer: ScreenRenderer
  private let descriptor: Int32
  /// Open for this object alone; nil when the terminal could not be opened again.
  private let own: Descriptor?
  /// Rung for good when nothing more is to be written.
  private let ending: WakeEvent
  private(set) var isClosed = false

  init(_ descriptor: Int32, renderer: ScreenRenderer, ending: WakeEvent) {
    let opened = csg_open_terminal_again(descriptor)
    own = opened >= 0 ? Descriptor(owning: opened, calls: Kernel.shared) : nil
    self.descriptor = own?.rawValue ?? descriptor
    self.renderer = renderer
    self.ending = ending
  }

  /// Writes all of it; false once the terminal has gone or the session is to end.
  mutating func write(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count, !isClosed {
      let readiness = csg_wait_writable(descriptor, ending.rawDescriptor, -1)
      if readiness == -EINTR { continue }
      guard readiness > 0, readiness & 4 == 0 else {
        isClosed = true
        break
      }
      // A few more bytes for a terminal that takes them; none for one that does not.
      guard readiness & 1 != 0 else { break }
      // Without a descriptor of its own a large write could block beyond what there is room for.
      let most = own == nil ? 512 : bytes.count
      let result = unsafe bytes.withUnsafeBytes { buffer in
        let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...].prefix(most))
        guard let base = part.baseAddress else { return 0 }
        return unsafe Kernel.shared.write(descriptor, base, count: part.count)
      }
      switch result {
      case 1...: done += result
      case Int(-EINTR), Int(-EAGAIN): continue
      default: isClosed = true
      }
    }
    return done == bytes.count
  }
}
