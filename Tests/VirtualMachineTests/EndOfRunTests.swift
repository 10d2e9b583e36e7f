import Glibc
import Testing

@testable import VirtualMachine

@Suite struct `How the end of a run is read` {
  @Test func `a status is read only when it is whole`() {
    #expect(GuestMessage("exit 7 0") == .exited(status: 7, killedForMemory: 0))
    #expect(GuestMessage("exit 255 2") == .exited(status: 255, killedForMemory: 2))
    for line in [
      "exit", "exit 7", "exit 256 0", "exit -1 0", "exit x 0", "exit 0 x", "", "exits 0 0",
    ] {
      #expect(GuestMessage(line) == nil, "\(line)")
    }
  }

  @Test func `what modprobe said is kept`() {
    #expect(
      GuestMessage("unloadable vivid FATAL: no such module")
        == .unloadable(module: "vivid", reason: "FATAL: no such module"))
  }

  @Test func `lines are cut where they end, however they come`() {
    var buffer = LineBuffer()
    #expect(buffer.append(Array("rea".utf8)) == [])
    #expect(buffer.append(Array("dy\nalive\r\nex".utf8)) == ["ready", "alive"])
    #expect(buffer.partial == "ex")
  }

  @Test(arguments: [1, 2, 3, 5, 100])
  func `the mark at the end of a stream is found however it comes`(step: Int) {
    let stream = Array("some enend-1 output end-12end-123".utf8)
    var mark = EndMark("end-123")
    var passed: [UInt8] = []
    for start in stride(from: 0, to: stream.count, by: step) {
      #expect(!mark.isFound)
      passed += mark.pass(stream[start..<min(start + step, stream.count)])
    }
    #expect(mark.isFound)
    #expect(String(decoding: passed, as: UTF8.self) == "some enend-1 output end-12")
    #expect(mark.rest().isEmpty)
  }

  @Test func `a stream that breaks off keeps what looked like a mark`() {
    var mark = EndMark("end-123")
    #expect(mark.pass(Array("x end-1".utf8)[...]) == Array("x ".utf8)[...])
    #expect(!mark.isFound)
    #expect(mark.rest() == Array("end-1".utf8)[...])
  }

  @Test func `a panic is found and named without its time stamp`() {
    var log = ConsoleLog()
    log.append(Array("[    1.5] all is well\r\n".utf8))
    #expect(log.panic == nil)
    log.append(Array("[    2.0] Oops: int3: 0000 [#1]\r\n".utf8))
    #expect(log.panic == "Oops: int3: 0000 [#1]")
    log.append(Array("[    2.1] Kernel panic - not syncing: sysrq triggered crash\r\n[ 3] x".utf8))
    #expect(log.panic == "Kernel panic - not syncing: sysrq triggered crash")
    #expect(log.last == "x")
  }

  @Test func `outcomes have the statuses a shell gives`() {
    #expect(VirtualMachine.Outcome.exited(status: 7).exitStatus == 7)
    #expect(VirtualMachine.Outcome.timedOut.exitStatus == 124)
    #expect(VirtualMachine.Outcome.interrupted(signal: SIGINT).exitStatus == 130)
    #expect(VirtualMachine.Outcome.interrupted(signal: SIGTERM).exitStatus == 143)
  }

  private func error(
    _ end: SessionEnd, ready: Bool = true, console: String = "", emulator: String = ""
  ) -> VirtualMachineError? {
    var (kernelLog, emulatorLog) = (ConsoleLog(), ConsoleLog())
    kernelLog.append(Array(console.utf8))
    emulatorLog.append(Array(emulator.utf8))
    let boot = Boot(
      end: end, isReady: ready, console: kernelLog, emulator: emulatorLog, output: [], errors: [])
    do throws(VirtualMachineError) {
      _ = try boot.result(of: VirtualMachine.Configuration(), accelerator: .tcg) { _ in }
      return nil
    } catch {
      return error
    }
  }

  @Test func `a machine that ends without a status never passes for a success`() {
    #expect(error(.ended)?.cause == .guestLost)
    #expect(error(.ended, console: "Kernel panic - x\n")?.description.contains("panic - x") == true)
    #expect(error(.ended, ready: false, emulator: "no such device\n")?.cause == .emulatorFailed)
    #expect(error(.silent)?.cause == .guestLost)
    #expect(error(.silentAtBoot, ready: false)?.cause == .bootFailed)
    #expect(error(.brokenKVM)?.cause == .guestLost)
    #expect(error(.exited(status: 137, killedForMemory: 1))?.description.contains("memory") == true)
    #expect(error(.exited(status: 137, killedForMemory: 0)) == nil)
  }

  @Test func `only a panic before anything has run is tried again`() {
    var log = ConsoleLog()
    log.append(Array("[ 0.1] Oops: int3\n".utf8))
    func boot(_ end: SessionEnd, ready: Bool) -> Boot {
      Boot(
        end: end, isReady: ready, console: log, emulator: ConsoleLog(), output: [], errors: [])
    }
    #expect(boot(.ended, ready: false).isEarlyPanic)
    #expect(!boot(.ended, ready: true).isEarlyPanic)
    #expect(!boot(.interrupted(signal: SIGINT), ready: false).isEarlyPanic)
    #expect(boot(.silentAtBoot, ready: false).showsBrokenKVM)
    #expect(!boot(.timedOut, ready: false).showsBrokenKVM)
  }
}
