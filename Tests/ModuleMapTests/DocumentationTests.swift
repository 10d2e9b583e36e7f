import SystemIO
import TestSupport
import Testing

/// What the documentation shows must be so: its Swift compiles, and its links lead somewhere.
@Suite struct DocumentationTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// Every page, by its path from the package's top folder.
  private static let pages = [
    "README.md", "CHANGELOG.md", "Docs/Architecture.md", "Docs/JSON.md", "Docs/KernelNotes.md",
    "Docs/Negotiation.md", "Sources/Negotiation/Negotiation.docc/Negotiation.md",
    "Docs/Ownership.md", "Docs/Performance.md", "Docs/Recording.md", "Docs/Testing.md",
    "Docs/Tutorial.md",
    "Sources/Capture/Capture.docc/Capture.md", "Sources/Replay/Replay.docc/Replay.md",
    "Sources/V4L2/V4L2.docc/V4L2.md",
  ]

  /// A page's text.
  private func text(of page: String) async throws -> String {
    let run = try await Tool.shell("cat '\(Self.root)/\(page)'")
    try #require(run.status == 0, "\(run)")
    return run.output
  }

  /// The Swift examples of a page: fenced blocks that begin with an import.
  private func examples(in text: String) -> [String] {
    text.matches(of: /```swift\n(import .*?)\n```/.dotMatchesNewlines()).map { String($0.1) }
  }

  /// An example as a function of its own, so that one call of the compiler sees all of a page.
  private func function(_ example: String, number: Int) -> String {
    let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
    if body.contains("@main") { return body }
    let effects = body.contains("await ") ? "async throws" : "throws"
    return "func example\(number)() \(effects) {\n\(body)\n}\n"
  }

  @Test(
    .timeLimit(.minutes(3)),
    arguments: [
      ("README.md", 1), ("Docs/Negotiation.md", 1), ("Docs/Tutorial.md", 9),
      ("Sources/Negotiation/Negotiation.docc/Negotiation.md", 1),
      ("Sources/Capture/Capture.docc/Capture.md", 1),
      ("Sources/Replay/Replay.docc/Replay.md", 1), ("Sources/V4L2/V4L2.docc/V4L2.md", 1),
    ])
  func `examples compile`(_ page: String, _ atLeast: Int) async throws {
    let examples = examples(in: try await text(of: page))
    #expect(examples.count >= atLeast)
    let imports = Set(
      examples.flatMap { $0.split(separator: "\n").filter { $0.hasPrefix("import ") } })
    let source =
      imports.sorted().joined(separator: "\n") + "\n\n"
      + examples.enumerated().map { function($1, number: $0) }.joined(separator: "\n")

    let program = try #require(FileTree.realPath("/proc/self/exe"))
    let modules = program.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Modules"
    // The build folder may be anywhere; the checkouts are two or three folders above the products.
    let run = try await Tool.shell(
      """
      set -eu
      folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
      cat > "$folder/examples.swift" <<'END'
      \(source)
      END
      checkouts=\(modules)/../../../checkouts
      [ -d "$checkouts" ] || checkouts=\(modules)/../../checkouts
      maps=
      for map in "$checkouts"/*/Sources/*/include/module.modulemap; do
        maps="$maps -Xcc -fmodule-map-file=$map"
      done
      swiftc -emit-sil -o /dev/null -parse-as-library -swift-version 6 -warnings-as-errors \\
        -I '\(modules)' -Xcc -fmodule-map-file='\(Self.root)/Modules.modulemap' \\
        $maps "$folder/examples.swift"
      """)
    #expect(run.status == 0, "\(page): \(run.errors)")
  }

  @Test(arguments: pages)
  func `links lead to files of the package`(_ page: String) async throws {
    let text = try await text(of: page)
    let folder = page.split(separator: "/").dropLast().joined(separator: "/")
    for match in text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) where !match.1.contains("://") {
      let target = "\(Self.root)/\(folder)/\(match.1)"
      #expect(FileTree.realPath(target) != nil, "\(page) links to \(match.1)")
    }
  }
}
