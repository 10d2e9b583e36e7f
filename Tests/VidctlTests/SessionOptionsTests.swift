import TestSupport
import Testing

@testable import vidctl

/// Options about tracing and recordings stand anywhere on a command line, and nowhere in another machine's.
@Suite struct SessionOptionsTests {
  private func split(_ text: String) -> [[String]] {
    let (own, command) = SessionOptions.split(text.split(separator: " ").map(String.init))
    return [own, command]
  }

  @Test func `they are found before and behind a command`() {
    #expect(
      split("--record x capture 0 --trace --count 3")
        == [["--record", "x", "--trace"], ["capture", "0", "--count", "3"]])
    #expect(split("info 0 --trace-level=2") == [["--trace-level=2"], ["info", "0"]])
    #expect(split("info 0") == [[], ["info", "0"]])
    #expect(split("info 0 --replay") == [["--replay"], ["info", "0"]])
  }

  @Test func `another machine's command line is left alone`() {
    #expect(
      split("--trace vm run -- vidctl --record x info 0")
        == [["--trace"], ["vm", "run", "--", "vidctl", "--record", "x", "info", "0"]])
    #expect(split("info -- --trace") == [[], ["info", "--", "--trace"]])
    #expect(split("---completion --trace") == [[], ["---completion", "--trace"]])
  }

  @Test func `without them there is nothing between a command and the kernel`() async throws {
    let run = try await Tool.run("devices", "--json")
    #expect(run.status == 0)
    #expect(run.errors == "" || run.errors.hasPrefix("vidctl: no video devices"))
  }

  @Test func `help tells them`() async throws {
    let run = try await Tool.run("--help")
    for word in ["WATCHING AND REPEATING", "--trace-level", "--record-frames", "--replay"] {
      #expect(run.output.contains(word), "\(word)")
    }
  }

  @Test func `a trace that cannot be stored is told`() async throws {
    let run = try await Tool.run("info", "990", "--trace-file", "/dev/full")
    #expect(run.status == 4)
    #expect(run.errors.contains("the trace is not complete: No space left on device"), "\(run)")
  }

  @Test func `a wrong command line leaves no recording behind`() async throws {
    let run = try await Tool.shell(
      "cd \"$(mktemp -d)\" && \"$VIDCTL\" --record x info; ls; \"$VIDCTL\" --record x info 990; ls")
    #expect(run.output == "x\n", "\(run)")
  }
}
