import TestSupport
import Testing

/// What `vidctl edid` answers to wrong files and options, to the letter. No device is asked for any of it.
@Suite struct EDIDUsageTests {
  static let see = "; see 'vidctl edid --help'"

  @Test(
    arguments: [
      (
        "--read a --write b",
        "--read, --write and --clear exclude each other; choose one\(see)"
      ),
      ("--clear --read -", "--read, --write and --clear exclude each other; choose one\(see)"),
      ("--hex", "--hex says how --read stores; add --read FILE\(see)"),
      ("--fix-checksums", "--fix-checksums mends what --write writes; add --write FILE\(see)"),
      (
        "--json --read -",
        "--json and '--read -' both want standard output; store the EDID in a file\(see)"
      ),
      ("--read /etc", "'/etc' is a folder; name a file in it, such as '/etc/edid.bin'"),
      ("--read ''", "the name of the file is empty; name one, or '-'"),
      (
        "--input x", "The value 'x' is invalid for '--input <input>'\(see)"
      ),
    ])
  func `options that do not go together are told`(
    _ arguments: String, _ sentence: String
  )
    async throws
  {
    let run = try await Tool.shell("exec \"$VIDCTL\" edid 990 \(arguments)")
    #expect(run.status == 2, "\(run)")
    #expect(run.errors == "vidctl: \(sentence)\n")
    #expect(run.output == "")
  }

  private static let empty =
    "there are no bytes in it; write the EDID of a display, which 'v4l2-ctl --get-edid' reads"

  /// A shell's words that make 128 zeros but for the header, in hexadecimal.
  private static let block =
    "{ printf '00ffffffffffff00 '; for _ in $(seq 119); do printf '00 '; done; echo fa; }"

  @Test(
    arguments: [
      (":", 2, empty), ("echo '# nothing'", 2, empty),
      (
        "printf '\\0\\377\\377'", 2,
        "it is 3 bytes long; an EDID is a multiple of 128: look for bytes that are missing"
      ),
      (
        "head -c 128 /dev/zero", 2,
        "it begins with 00 00 00 00 00 00 00 00; an EDID begins with 00 ff ff ff ff ff ff 00: "
          + "look whether this is the right file"
      ),
      (
        "head -c 32896 /dev/zero", 2,
        "it has 257 blocks; an EDID has 256 at most: leave the others out"
      ),
      (
        "head -c 2000000 /dev/zero", 2,
        "more than 1 MiB, and an EDID is 32 kB at most; look whether this is the right file"
      ),
      (
        "\(block) | sed 's/fa$/01/'", 2,
        "the checksum of block 0 is 0x01 and must be 0x06: "
          + "repair the checksums if the rest is as you want it, with --fix-checksums"
      ),
      (
        "\(block) | sed 's/00 fa$/03 fa/'", 2,
        "byte 126 promises 3 more blocks and 0 follow: correct the byte or the number of blocks"
      ),
      (
        "printf '00 ff\\nff zz\\n'", 2,
        "'zz' in line 2 is no hexadecimal byte; write bytes as 00 ff or 0x00 0xff"
      ),
    ])
  func `a file that holds no EDID is told in one line, and the device is not asked`(
    _ content: String, _ status: Int32, _ sentence: String
  ) async throws {
    let run = try await Tool.shell(
      """
      folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      \(content) > my.edid
      "$VIDCTL" edid 990 --write my.edid
      """)
    #expect(run.status == status, "\(run)")
    #expect(run.errors == "vidctl: my.edid: \(sentence)\n")
    #expect(run.output == "")
  }

  @Test(
    arguments: [
      ("/etc", 2, "/etc: a folder; name a file in it"),
      (
        "/no/such/file", 1,
        "/no/such/file: can't be read: No such file or directory; name a file that holds an EDID"
      ),
    ] as [(String, Int32, String)])
  func `what is no file is told`(_ path: String, _ status: Int32, _ sentence: String) async throws {
    let run = try await Tool.run("edid", "990", "--write", path)
    #expect(run.status == status)
    #expect(run.errors == "vidctl: \(sentence)\n")
  }

  @Test func `a sound file, by name or through a pipe, leads to the device`() async throws {
    let run = try await Tool.shell(
      """
      folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      \(Self.block) | sed 's/fa$/06/' > whole; \(Self.block) > unsummed
      "$VIDCTL" edid 990 --write whole; echo $?
      "$VIDCTL" edid 990 --write - < whole; echo $?
      "$VIDCTL" edid 990 --write unsummed --fix-checksums; echo $?
      """)
    #expect(run.output == "4\n4\n4\n")
    #expect(run.errors.split(separator: "\n").count == 3)
    for line in run.errors.split(separator: "\n") {
      #expect(line.hasPrefix("vidctl: /dev/video990: no such video device; "))
    }
  }
}
