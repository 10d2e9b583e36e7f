import SystemPackage
import TestSupport
import Testing
import V4L2

/// A system call of the tool's on a real driver that fails, whichever it is: one clear line, a true status, no hang.
///
/// The pretended driver lets every call fail with every error number; this is the sample that shows that the
/// kernel agrees.
@Suite(
  .serialized,
  .enabled(if: ConformanceLab.isOpen, "not the guest with four vivid devices"),
  .timeLimit(.minutes(8)))
struct InjectedFaultTests {
  @Test func `a failing call of a capture is told in one line, in every kind of memory`()
    async throws
  {
    let node = try #require(ConformanceLab.nodes.first?.path)
    let run = try await Tool.shell(
      """
      set -u; folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      v4l2-ctl -d "$NODE" -i 0 >/dev/null
      for memory in mmap userptr dmabuf read; do
        for fault in ioctl:EIO:9 ioctl:ENODEV:16 ioctl:EBUSY:24 ioctl:ENOMEM:31; do
          IFS=: read -r call errno when <<<"$fault"
          timeout -s KILL 60 strace -f -o /dev/null -P "$NODE" -e trace=ioctl \\
            -e "inject=$call:error=$errno:when=$when" \\
            "$VIDCTL" capture "$NODE" --size 320x180 --rate 60 --count 8 --memory $memory -o x.raw \\
            >out 2>err </dev/null
          echo "$memory $fault $? $(grep -c '^vidctl: ' err) $(wc -l <err)"
        done
      done
      "$VIDCTL" capture "$NODE" --size 320x180 --count 3 -q; echo "after $? 0 0"
      """, environment: ["NODE": node])
    let lines = run.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 17, "\(run)")
    var failures = 0
    for line in lines.dropLast() {
      let status = Int(line[2]) ?? -1
      // A call that was not reached, or whose failure means no more than that there is no such thing, is no failure.
      #expect([0, 1, 3, 4, 5, 6].contains(status), "\(line.joined(separator: " "))")
      #expect(line[3] == "1" && line[4] == "1", "\(line.joined(separator: " "))")
      if status != 0 { failures += 1 }
    }
    #expect(failures >= 6, "\(run.output)")
    #expect(lines.last?[1] == "0", "the device is as it was: \(run.output)")
  }
}
