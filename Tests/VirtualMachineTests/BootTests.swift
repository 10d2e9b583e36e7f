import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import VirtualMachine

/// Whether real machines can be booted here, or must be.
private let isLabPresent =
  HostTools.find("qemu-system-x86_64") != nil || HostTools.environment("V4L2_LAB") == "required"

/// Real boots of a real kernel, one at a time: each wants all processors.
@Suite(
  .serialized, .enabled(if: isLabPresent, "QEMU is not installed: apt-get install qemu-system-x86"),
  .timeLimit(.minutes(10)))
struct `A real machine` {
  private func machine(
    devices: Bool = false, _ change: (inout VirtualMachine.Configuration) -> Void = { _ in }
  ) -> VirtualMachine {
    var configuration = VirtualMachine.Configuration()
    configuration.output = .collected
    configuration.errors = .collected
    configuration.timeout = .seconds(240)
    if !devices { configuration.modules = [] }
    change(&configuration)
    return VirtualMachine(configuration)
  }

  private func withFolder(_ body: (FilePath) async throws -> Void) async throws {
    let folder = try Files.makeTemporaryDirectory(in: "/tmp", prefix: "machine-test-")
    defer { Files.removeTree(folder) }
    try await body(folder)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `status, streams, folder and environment are the command's own`() async throws {
    try await withFolder { folder in
      let script = """
        echo out; echo err >&2; pwd; echo "$MARK"; read -r x || echo no input
        echo inside >written; echo gone >/etc/machine-test; cat /etc/machine-test; exit 7
        """
      let result = try await machine {
        $0.folder = folder
        $0.environment["MARK"] = "it's \"here\""
      }.run(["sh", "-c", script])
      #expect(result.outcome == .exited(status: 7))
      #expect(text(result.output) == "out\n\(folder)\nit's \"here\"\nno input\ngone\n")
      #expect(text(result.errors) == "err\n")
      // The shared folder is the host's; the rest of the host is untouched.
      #expect(try Files.readText(folder.appending("written")) == "inside\n")
      #expect(!Files.exists("/etc/machine-test"))
    }
  }

  @Test func `modules that the distribution left out are built once, and loaded with parameters`()
    async throws
  {
    let script = "cat /sys/class/video4linux/*/name /sys/module/vim2m/parameters/default_transtime"
    let result = try await machine {
      $0.builtModules = ["vim2m default_transtime=3", "vicodec"]
    }.run(["sh", "-c", script])
    #expect(result.outcome == .exited(status: 0))
    #expect(
      text(result.output).split(separator: "\n").sorted()
        == ["3", "stateful-decoder", "stateful-encoder", "stateless-decoder", "vim2m"])
    await #expect(throws: VirtualMachineError.self) {
      try await machine { $0.builtModules = ["no-such-module"] }.run(["true"])
    }
  }

  @Test func `the first video device is vivid's webcam`() async throws {
    let script = "test -c /dev/video0 && cat /sys/class/video4linux/video0/name; ls /dev/video*"
    let result = try await machine(devices: true).run(["sh", "-c", script])
    #expect(result.outcome == .exited(status: 0))
    #expect(text(result.output) == "vivid-000-vid-cap\n/dev/video0\n")
  }

  @Test func `modules take parameters, and more than one is loaded`() async throws {
    let result = try await machine {
      $0.modules = ["vivid n_devs=2 node_types=1,1", "vgem"]
    }.run(["sh", "-c", "ls -d /dev/video* /sys/module/vgem"])
    #expect(text(result.output) == "/dev/video0\n/dev/video1\n/sys/module/vgem\n")
  }

  @Test func `a megabyte of any bytes arrives whole`() async throws {
    try await withFolder { folder in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(1 << 20)
      var state: UInt32 = 1
      for _ in 0..<(1 << 20) {
        state = state &* 1_664_525 &+ 1_013_904_223
        bytes.append(UInt8(truncatingIfNeeded: state >> 24))
      }
      try Files.write(bytes, to: folder.appending("data"))
      let result = try await machine { $0.folder = folder }
        .run(["sh", "-c", "cat data; cat data >&2"])
      #expect(result.outcome == .exited(status: 0))
      #expect(result.output == bytes)
      #expect(result.errors == bytes)
    }
  }

  @Test func `a command ended by a signal gives 128 and the signal`() async throws {
    let result = try await machine().run(["sh", "-c", "kill -SEGV $$"])
    #expect(result.outcome == .exited(status: 128 + SIGSEGV))
  }

  @Test func `a command that is not there gives 127`() async throws {
    let result = try await machine().run(["no-such-command-anywhere"])
    #expect(result.outcome == .exited(status: 127))
    #expect(text(result.errors).contains("no-such-command-anywhere"))
  }

  @Test func `a panic is an error that names it`() async throws {
    let error = await #expect(throws: VirtualMachineError.self) {
      try await machine().run(["sh", "-c", "echo begun; echo c >/proc/sysrq-trigger; sleep 60"])
    }
    #expect(error?.cause == .guestLost)
    #expect(error?.description.contains("sysrq") == true, "\(String(describing: error))")
  }

  @Test func `a machine powered off from inside is an error`() async throws {
    let error = await #expect(throws: VirtualMachineError.self) {
      try await machine().run(["sh", "-c", "busybox poweroff -f; sleep 60"])
    }
    #expect(error?.cause == .guestLost)
  }

  @Test func `a guest without memory left is an error that says so`() async throws {
    let error = await #expect(throws: VirtualMachineError.self) {
      try await machine { $0.memoryMegabytes = 256 }
        .run(["sh", "-c", "head -c 2000000000 /dev/zero | tail -c 2000000000 >/dev/null"])
    }
    #expect(error?.cause == .guestLost)
    #expect(error?.description.contains("memory") == true, "\(String(describing: error))")
  }

  @Test func `time runs out with 124, and the command is asked to end first`() async throws {
    try await withFolder { folder in
      let clock = ContinuousClock()
      // Booting counts, so the limit leaves room for a busy host to boot.
      let script = "trap 'echo ended >note; exit 0' TERM; while :; do sleep 0.1; done"
      let start = clock.now
      let result = try await machine {
        $0.folder = folder
        $0.timeout = .seconds(25)
      }.run(["sh", "-c", script])
      #expect(result.outcome == .timedOut)
      #expect(clock.now - start < .seconds(60))
      #expect(try Files.readText(folder.appending("note")) == "ended\n")
    }
  }

  @Test func `an interruption reaches the command and ends the machine`() async throws {
    try await withFolder { folder in
      let interruption = Interruption()
      let note = folder.appending("note")
      async let waiting: Void = {
        while (try? Files.readText(note)) != "begun\n" {
          try await Task.sleep(for: .milliseconds(50))
        }
        interruption.request(signal: SIGINT)
      }()
      let script = "trap 'echo stopped; exit 0' INT; echo begun >note; while :; do sleep 0.1; done"
      let result = try await machine { $0.folder = folder }
        .run(["sh", "-c", script], interruption: interruption)
      try await waiting
      #expect(result.outcome == .interrupted(signal: SIGINT))
      #expect(text(result.output) == "stopped\n")
    }
  }

  @Test func `a reader that closes early ends the writer, not the machine's sense`() async throws {
    let pipe = try FileDescriptor.pipe()
    try pipe.readEnd.close()
    defer { try? pipe.writeEnd.close() }
    let result = try await machine { $0.output = .descriptor(pipe.writeEnd) }
      .run(["sh", "-c", "yes; echo the writer ended with $? >&2"])
    #expect(result.outcome == .exited(status: 0))
    #expect(text(result.errors).contains("the writer ended with"))
  }

  @Test func `processes left behind do not hold the machine`() async throws {
    let result = try await machine().run(["sh", "-c", "sleep 600 & echo done"])
    #expect(result.outcome == .exited(status: 0))
    #expect(text(result.output) == "done\n")
  }

  @Test func `a QEMU that cannot start is an error with its own words`() async throws {
    let error = await #expect(throws: VirtualMachineError.self) {
      try await machine { $0.emulatorArguments = ["-device", "no-such-device"] }.run(["true"])
    }
    #expect(error?.cause == .emulatorFailed)
    #expect(error?.description.contains("no-such-device") == true)
  }

  @Test func `bad requests are refused before anything is started`() async throws {
    func cause(
      _ command: [String], _ change: (inout VirtualMachine.Configuration) -> Void
    ) async
      -> VirtualMachineError.Cause?
    {
      do throws(VirtualMachineError) {
        _ = try await machine(change).run(command)
        return nil
      } catch {
        return error.cause
      }
    }
    #expect(await cause([], { _ in }) == .invalidArgument)
    #expect(await cause(["true"], { $0.memoryMegabytes = 1 }) == .invalidArgument)
    #expect(await cause(["true"], { $0.cpus = 0 }) == .invalidArgument)
    #expect(await cause(["true"], { $0.shares = ["/no/such/folder"] }) == .invalidArgument)
    #expect(await cause(["true"], { $0.shares = ["/"] }) == .invalidArgument)
    #expect(await cause(["true"], { $0.kernel = "/no/such/kernel" }) == .kernelNotFound)
    #expect(await cause(["true"], { $0.kernel = "/tmp" }) == .kernelNotFound)
    #expect(await cause(["true"], { $0.kernel = "nonsense" }) == .kernelNotFound)
    #expect(await cause(["true"], { $0.modules = ["no_such_module"] }) == .moduleNotFound)
  }
}
