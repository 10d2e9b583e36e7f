import TestSupport
import Testing
import V4L2
import VideoFormats

/// `vidctl controls` on a real driver: what it changes, what it says, and how it ends.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(2)))
struct ControlCommandTests {
  /// Runs a script in which `controls` is the command on the device, which is as it began before and after.
  private func script(_ text: String) async throws -> Tool.Outcome {
    try await CommandLab.script(
      """
      controls() { "$VIDCTL" controls "$NODE" "$@"; }
      clean() {
        v4l2-ctl -d "$NODE" -c brightness=128,hue=0,gain_automatic=1,menu=3,boolean=1 \\
          -c integer_64_bits=0,bitmask=0x80002000,integer_menu=4 -c string='  '
      }
      clean; trap 'clean; rm -rf "$folder"' EXIT
      \(text)
      """)
  }

  @Test func `what is set is what v4l2-ctl reads, and get what it has set`() async throws {
    let run = try await script(
      """
      controls set brightness=25% hue=-10 menu='menu item 4' boolean=off integer_64_bits=min \\
        bitmask=0x80402010 string=abc u32_dynamic_array=10,20,30 'u16_8x16_matrix[1][2]=99' \\
        s64_5_element_array=-10,-5,0,5,10 area=640x480 gain_automatic=off gain=max
      echo $?
      v4l2-ctl -d "$NODE" -C brightness,hue,menu,boolean,integer_64_bits,bitmask,string,gain
      v4l2-ctl -d "$NODE" -c brightness=3 -c integer_menu=8
      controls get brightness integer_menu area s64_5_element_array u32_dynamic_array string
      controls set brightness+=10; v4l2-ctl -d "$NODE" -C brightness
      """)
    #expect(
      run.output == """
        0
        brightness: 64
        hue: -10
        menu: 4 (Menu Item 4)
        boolean: 0
        integer_64_bits: -9223372036854775808
        bitmask: -2143281136
        string: 'abc'
        gain: 255
        brightness=3
        integer_menu=8
        area=640x480
        s64_5_element_array=-10,-5,0,5,10
        u32_dynamic_array=10,20,30
        string=abc
        brightness: 13

        """, "\(run)")
    #expect(run.errors == "")
  }

  @Test func `mistakes are one line, the right status, and change nothing`() async throws {
    let cases: [(String, Int32, String)] = [
      ("set contrast=1 brightness=300", 3, "brightness can't be 300; it takes 0 to 255"),
      ("set contrast=1 menu=2", 3, "menu has no item 2; it takes 1 (Menu Item 1), "),
      ("set contrast=1 string=x", 3, "too long or too short; it takes 2 to 4 bytes of text"),
      ("set contrast=1 gain=2", 3, "gain would stay inactive"),
      ("save /etc", 2, "'/etc' is a folder"),
    ]
    let commands = cases.map { "controls \($0.0); echo $?" }.joined(separator: "\n")
    let run = try await script(
      "v4l2-ctl -d $NODE -c contrast=77\n\(commands)\nv4l2-ctl -d $NODE -C contrast; v4l2-ctl -d $NODE -c contrast=128"
    )
    let statuses = run.output.split(separator: "\n")
    let errors = run.errors.split(separator: "\n")
    try #require(statuses.count == cases.count + 1 && errors.count == cases.count, "\(run)")
    for (index, (command, status, sentence)) in cases.enumerated() {
      #expect(statuses[index] == "\(status)", "\(command): \(errors[index])")
      #expect(errors[index].contains(sentence), "\(command): \(errors[index])")
    }
    #expect(statuses.last == "contrast: 77")
  }

  @Test func `a control in use is busy`() async throws {
    let run = try await script(
      """
      capture -o x.raw --quiet & tool=$!
      await_file x.raw
      controls set enable_capture_cropping=off; status=$?
      kill "$(pgrep -P $tool || echo $tool)"; wait $tool
      controls get enable_capture_cropping; exit $status
      """)
    #expect(run.status == 6, "\(run)")
    #expect(run.errors.contains("enable_capture_cropping can't be set now: it is in use"))
    #expect(run.output == "enable_capture_cropping=1\n")
  }

  @Test func `a preset comes back as it was, and one that does not fit says what and why`()
    async throws
  {
    let run = try await script(
      """
      show() { v4l2-ctl -d "$NODE" -C brightness,hue,string; }
      controls set brightness=5 hue=-7 string=abc u32_dynamic_array=10,20
      controls save p.json 2>/dev/null && controls reset 2>/dev/null; show
      controls load p.json 2>/dev/null; echo $?; show
      sed -i 's/"brightness"/"brightnoss"/; s/0x00980900/0x00989999/; s/"value" : -7/"value" : 999/' p.json
      sed -i 's/"card" : "vivid"/"card" : "another"/' p.json
      clean; controls load p.json; echo $?; show
      v4l2-ctl -d "$NODE" -c string=xyz
      controls load p.json --partial --json > d.json; echo $?; show
      grep -c '"requested"' d.json
      """)
    let blocks = run.output.split(separator: "\n").map(String.init)
    #expect(
      blocks.dropLast() == [
        "brightness: 128", "hue: 0", "string: '  '", "0", "brightness: 5", "hue: -7",
        "string: 'abc'", "3", "brightness: 128", "hue: 0", "string: '  '", "3",
        "brightness: 128", "hue: 0", "string: 'abc'",
      ], "\(run)")
    #expect((blocks.last.flatMap { Int($0) } ?? 0) > 30, "\(run)")
    for sentence in [
      "the preset is of another camera: 'another' (vivid), and this is 'vivid' (vivid)",
      "brightnoss was left as it is: there is no such control here",
      "hue was left as it is: hue can't be 999; it takes -128 to 128",
      "nothing was set, as 2 controls can't be; add --partial to set the others",
      "2 controls could not be set, ",
    ] {
      #expect(run.errors.contains(sentence), "\(sentence): \(run)")
    }
  }

  @Test func `changes are told as they happen`() async throws {
    let run = try await script(
      """
      controls watch --count 4 > lines & tool=$!
      controls watch --json --duration 60 > json & other=$!
      for _ in $(seq 100); do
        v4l2-ctl -d "$NODE" -c brightness=7; sleep 0.1; v4l2-ctl -d "$NODE" -c brightness=8
        [ -s lines ] && [ -s json ] && break
      done
      v4l2-ctl -d "$NODE" -c gain_automatic=0; v4l2-ctl -d "$NODE" -c gain_automatic=1
      wait $tool; status=$?
      kill -INT "$(pgrep -P $other || echo $other)"; wait $other; echo $?
      cat lines; tail -n 1 json >&2; exit $status
      """)
    #expect(run.status == 0, "\(run)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "130", "\(run)")
    #expect(lines.count == 5, "\(run)")
    #expect(lines.contains { $0.contains(" s  brightness: ") }, "\(run)")
    let change = try CommandLab.decode(Change.self, run.errors)
    #expect(["gain", "gain_automatic"].contains(change.name) && !change.changes.isEmpty)
  }

  private struct Change: Decodable {
    var name: String
    var changes: [String]
  }

  @Test func `the list and its document agree with v4l2-ctl`() async throws {
    let run = try await script(
      """
      controls --json > d.json; echo $?
      v4l2-ctl -d "$NODE" -l | grep -c ' 0x'
      grep -c '"id"' d.json
      controls > list
      grep -c '^  [a-z]' list
      grep -c ' $' list
      """)
    let numbers = run.output.split(separator: "\n")
    #expect(numbers.count == 5 && numbers.first == "0", "\(run)")
    // v4l2-ctl of Debian 12 can't read one of them.
    #expect(Int(numbers[2]) == Int(numbers[1]).map { $0 + 1 } || numbers[1] == numbers[2], "\(run)")
    #expect(numbers[3] == numbers[2] && numbers[4] == "0", "\(run)")
  }
}
