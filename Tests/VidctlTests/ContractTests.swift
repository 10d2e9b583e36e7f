import TestSupport
import Testing

/// What scripts may rely on, on any machine: help, version, streams, completions.
@Suite struct ContractTests {
  @Test(arguments: ["devices", "info", "formats", "capture", "controls", "display"])
  func `help teaches with examples and ends with success`(_ command: String) async throws {
    let run = try await Tool.run(command, "--help")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("USAGE: vidctl \(command)"))
    #expect(run.output.contains("\n  vidctl \(command)"), "no example")
  }

  @Test func `the version is a number`() async throws {
    let run = try await Tool.run("--version")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions exist for every shell`(_ shell: String) async throws {
    let run = try await Tool.run("--generate-completion-script", shell)
    #expect(run.status == 0)
    #expect(run.output.contains("capture"))
    #expect(run.output.contains("y4m"), "the containers are not offered")
  }

  @Test func `bash takes the completion script`() async throws {
    let run = try await Tool.shell(
      "set -e; source <(\"$VIDCTL\" --generate-completion-script bash); complete -p vidctl")
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("vidctl"))
  }

  @Test func `what manual pages are made from knows every command`() async throws {
    let run = try await Tool.run("--experimental-dump-help")
    #expect(run.status == 0)
    for command in ["devices", "info", "formats", "capture", "vm"] {
      #expect(run.output.contains("\"\(command)\""), "\(command)")
    }
  }

  @Test func `a full disk behind standard output is a failure`() async throws {
    let run = try await Tool.shell("exec \"$VIDCTL\" devices --json > /dev/full")
    #expect(run.status == 1)
    #expect(
      run.errors.contains(
        "vidctl: can't write to standard output: No space left on device; free some space"))
  }

  @Test func `a reader that has gone ends the tool quietly`() async throws {
    let run = try await Tool.shell(
      "{ sleep 0.3; \"$VIDCTL\" --help; echo $? >&2; } | true; wait")
    #expect(run.errors == "1\n")
  }

  @Test func `a closed standard output is a failure`() async throws {
    let run = try await Tool.shell("exec \"$VIDCTL\" --version >&-")
    #expect(run.status == 1, "\(run)")
    #expect(run.errors.contains("can't write to standard output"))
  }

  @Test func `there is no colour where there is no terminal`() async throws {
    let run = try await Tool.run("devices")
    #expect(!run.output.contains("\u{1b}"))
    #expect(!run.errors.contains("\u{1b}"))
  }

  @Test func `a machine without devices is told so and is no failure`() async throws {
    let run = try await Tool.run("devices", "--json")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("{\n  \"devices\" : ["))
    if run.output.filter({ !$0.isWhitespace }) == "{\"devices\":[]}" {
      #expect(run.errors.hasPrefix("vidctl: no video devices on this machine; "))
    } else {
      #expect(run.errors == "")
    }
  }
}
