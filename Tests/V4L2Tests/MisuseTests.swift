import Glibc
import SystemIO
import TestSupport
import Testing

/// Mistakes with borrowed memory that the compiler must find, so that no program can make them.
@Suite struct MisuseTests {
  struct Snippet: CustomTestStringConvertible {
    var testDescription: String
    var source: String
    /// A part of what the compiler must say; nil for a program that is right.
    var diagnostic: String?
  }

  static let snippets = [
    Snippet(
      testDescription: "the right order compiles",
      source: """
        func run(_ device: Device) throws {
          let queue = try device.captureQueue()
          _ = try queue.format()
          var stream = try queue.allocate(count: 4).start()
          if case .frame(let frame) = try stream.next() { try frame.giveBack() }
          let allocated = try stream.stop()
          _ = try allocated.release().interval()
        }
        """, diagnostic: nil),
    Snippet(
      testDescription: "a format is not set while there are buffers",
      source: """
        func run(_ queue: borrowing AllocatedQueue, _ format: Format) throws {
          _ = try queue.setFormat(format)
        }
        """, diagnostic: "'AllocatedQueue' has no member 'setFormat'"),
    Snippet(
      testDescription: "a queue is not used after it was turned into the next state",
      source: """
        func run(_ device: Device) throws {
          let queue = try device.captureQueue()
          let allocated = try queue.allocate()
          _ = try queue.format()
          _ = allocated.bufferCount
        }
        """, diagnostic: "'queue' used after consume"),
    Snippet(
      testDescription: "a stream is not read after it was stopped",
      source: """
        func run(_ stream: consuming CaptureStream) throws {
          let allocated = try stream.stop()
          _ = try stream.next()
          _ = allocated.bufferCount
        }
        """, diagnostic: "'stream' used after consume"),
    Snippet(
      testDescription: "a frame is not given back twice",
      source: """
        func run(_ frame: consuming Frame) throws {
          try frame.giveBack()
          try frame.giveBack()
        }
        """, diagnostic: "'frame' consumed more than once"),
    Snippet(
      testDescription: "a frame is not given back while its bytes are looked at",
      source: """
        func run(_ frame: consuming Frame) throws {
          let bytes = frame.bytes
          try frame.giveBack()
          print(bytes.byteCount)
        }
        """, diagnostic: "overlapping accesses to 'frame'"),
    Snippet(
      testDescription: "a frame has one owner",
      source: """
        func run(_ frame: borrowing Frame) -> Int {
          let other = frame
          return other.byteCount
        }
        """, diagnostic: "'frame' is borrowed and cannot be consumed"),
    Snippet(
      testDescription: "bytes do not outlive their frame",
      source: """
        final class Store { var bytes: RawSpan? }
        func run(_ frame: borrowing Frame, _ store: Store) { store.bytes = frame.bytes }
        """, diagnostic: "lifetime-dependent value escapes its scope"),
  ]

  @Test(.timeLimit(.minutes(2)), arguments: snippets)
  func `misuse does not compile`(_ snippet: Snippet) async throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let program = try #require(FileTree.realPath("/proc/self/exe"))
    let modules = program.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Modules"
    let system = "checkouts/swift-system/Sources/CSystem/include/module.modulemap"
    // The build folder may be anywhere; the checkouts are two or three folders above the products.
    let script = """
      set -eu
      folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
      cat > "$folder/snippet.swift" <<'END'
      import V4L2
      import VideoFormats
      \(snippet.source)
      END
      map=\(modules)/../../../\(system); [ -f "$map" ] || map=\(modules)/../../\(system)
      swiftc -emit-sil -o /dev/null -parse-as-library -swift-version 6 \\
        -enable-experimental-feature Lifetimes -I '\(modules)' \\
        -Xcc -fmodule-map-file='\(root)/Modules.modulemap' -Xcc -fmodule-map-file="$map" \\
        "$folder/snippet.swift"
      """
    let outcome = try await Tool.shell(script)
    if let diagnostic = snippet.diagnostic {
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(diagnostic), "\(outcome.errors)")
    } else {
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }
}
