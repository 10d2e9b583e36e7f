internal import CSignals

/// The text console that a program runs on, kept silent while pictures are shown in its place.
///
/// Without that, the kernel would go on drawing its text, and switch consoles at a key. Giving it back happens once:
/// when this is let go of, or before, by a second signal or a crash.
package final class VirtualConsole: Sendable {
  private let descriptor: Int32

  /// Takes the console among standard input, output and error; nil where the program runs on none.
  package init?() {
    guard let taken = (Int32(0)...2).first(where: { csg_take_console($0) == 0 }) else { return nil }
    descriptor = taken
  }

  /// Lets the kernel draw its text again.
  package func giveBack() {
    csg_release_console()
  }

  deinit {
    csg_release_console()
  }
}
