import TestSupport
import Testing

@testable import vidctl

/// What `vidctl share` and `share:PATH` answer to wrong input, to the letter, on any machine.
@Suite struct ShareUsageTests {
  private static let long = "/tmp/" + String(repeating: "x", count: 103)
  private static let seeShare = "; see 'vidctl share --help'"

  static let cases: [UsageTests.Case] = [
    .init("share 990", 2, "Missing expected argument '--socket <path>'\(seeShare)"),
    .init(
      "share 990 --socket s --mode 077", 2,
      "The value '077' is invalid for '--mode <mode>': write an octal mode that lets the owner write, such as "
        + "600 or 660\(seeShare)"),
    .init(
      "share 990 --socket s --cap 17", 2,
      "The value '17' is invalid for '--cap <cap>': a number from 1 to 16 is needed\(seeShare)"),
    .init(
      "share 990 --socket s --allow-uid nobody", 2,
      "The value 'nobody' is invalid for '--allow-uid <number>': write the number of a user or group, as 'id' "
        + "prints it\(seeShare)"),
    .init(
      "share 990 --socket s --allow-gid 7", 2,
      "--allow-gid 7 can't connect to a socket of mode 600; add --mode 660 or 666"),
    .init(
      "share 990 --socket s --memory read", 2,
      "frames in this program's own memory can't be shared; use --memory mmap or dmabuf"),
    .init(
      "share 990 --socket s --buffers 2", 2,
      "--buffers 2 leaves none to share beside --reserve 2; ask for more"),
    .init(
      "share 990 --socket s", 4,
      "/dev/video990: no such video device; run 'vidctl devices' to see what is there, and check the cable "
        + "and the driver"),
    .init(
      "capture share:/nowhere/s", 4,
      "nobody shares frames at '/nowhere/s'; start 'vidctl share DEVICE --socket /nowhere/s' first"),
    .init(
      "capture share:\(long)", 2,
      "the socket's path '\(long)' has 108 bytes, and an address holds 107; use a shorter one"),
    .init("capture share:", 2, "the socket's path is empty; name a file that does not exist yet"),
    .init(
      "capture share:/nowhere/s --size 640x480", 2,
      "what is shared is as the other process has it; leave out format, size, rate, source, buffers and memory, or "
        + "give them to 'vidctl share'"),
    .init(
      "capture share:/nowhere/s --on-change segment", 2,
      "what is shared is not continued in another file; use '--on-change follow' or 'stop'"),
    .init(
      "capture share:/nowhere/s --stats", 2,
      "--stats and --stats-file are for devices; ask the process that shares the frames"),
    .init(
      "capture 990 --reconnect", 2,
      "--reconnect is for share:PATH; leave it out, or name what is shared"),
    .init(
      "capture share:/etc/passwd", 4,
      "nobody shares frames at '/etc/passwd'; start 'vidctl share DEVICE --socket /etc/passwd' first"
    ),
  ]

  @Test(arguments: cases)
  func `wrong usage is told in one line`(_ usage: UsageTests.Case) async throws {
    let run = try await Tool.shell("\"$VIDCTL\" \(usage.arguments.joined(separator: " "))")
    #expect(run.errors == "vidctl: \(usage.sentence)\n")
    #expect(run.status == usage.status)
    #expect(run.output == "")
  }

  @Test func `the help tells what a person needs to know`() async throws {
    let run = try await Tool.run("share", "--help")
    #expect(run.status == 0)
    for word in [
      "--socket", "--mode", "--allow-uid", "--cap", "--expiry", "share:", "admit nobody",
    ] {
      #expect(run.output.contains(word), "\(word)")
    }
  }
}
