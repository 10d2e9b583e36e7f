import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// Screens as they must look, in files of their own under `Fixtures/screens`.
enum GoldenScreen {
  private static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent().appending("Fixtures/screens")

  /// Waits until a terminal shows what is in a file; numbers of nodes may differ from machine to machine.
  static func expect(_ terminal: PseudoTerminal, shows name: String) async {
    let path = folder.appending("\(name).txt").string
    let golden = (try? Data(contentsOf: URL(filePath: path))).map {
      String(decoding: $0, as: UTF8.self)
    }
    // A screen may arrive in several pieces.
    guard !(await terminal.waitUntil(timeout: .seconds(5)) { text(of: $0) == golden }) else {
      return
    }
    let shown = text(of: terminal.screen)
    // Printed whole, so that a screen that is meant to look otherwise can be taken over.
    print("GOLDEN \(name)\n\(shown)GOLDEN END")
    Issue.record("\(name) looks otherwise:\n\(shown)instead of\n\(golden ?? "nothing")")
  }

  private static func text(of screen: ScreenText) -> String {
    screen.lines.map(normalized).joined(separator: "\n") + "\n"
  }

  private static func normalized(_ line: String) -> String {
    line.replacing(/\/dev\/video[0-9]+/, with: "/dev/videoN")
  }
}
