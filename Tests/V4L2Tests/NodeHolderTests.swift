import Glibc
import SystemIO
import TestSupport
import Testing
import V4L2

/// Who has a file open.
@Suite struct NodeHolderTests {
  @Test(.timeLimit(.minutes(1))) func `another process that holds a file is found by name`()
    async throws
  {
    let folder = "/tmp/node-holder-\(getpid())"
    let script = """
      set -eu; : > \(folder); exec 3< \(folder); rm -f \(folder).done
      touch \(folder).ready; for i in $(seq 300); do
        [ ! -e \(folder).done ] || break; sleep 0.1; done
      """
    async let holder = Tool.shell(script)
    while !FileTree.exists("\(folder).ready") { try await Task.sleep(for: .milliseconds(10)) }
    let holders = NodeHolder.holders(of: folder)
    let done = unsafe fopen("\(folder).done", "w")
    if let done = unsafe done { unsafe fclose(done) }
    let outcome = try await holder
    for name in ["", ".ready", ".done"] { _ = unsafe unlink(folder + name) }
    #expect(outcome.status == 0, "\(outcome)")
    #expect(holders.contains { $0.name == "bash" })
    #expect(!holders.contains { $0.processID == getpid() })
    #expect(holders.first { $0.name == "bash" }?.description.contains("bash (pid ") == true)
  }

  @Test func `nobody holds what is not there`() {
    #expect(NodeHolder.holders(of: "/no/such/node").isEmpty)
  }
}
