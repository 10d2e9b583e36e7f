import TestSupport
import Testing
import V4L2
import VideoFormats

/// The options of the commands that choose the source, and `vidctl edid`, beside what v4l2-ctl reads back.
@Suite(
  .serialized, .enabled(if: VividSubject.has(.grabber), "no vivid node with four inputs here"))
struct SourceOptionsTests {
  /// Runs a script in a folder of its own, with `$NODE`, and puts the source back.
  private func script(_ text: String) async throws -> Tool.Outcome {
    let node = try #require(VividSubject.shared.path(of: .grabber))
    defer { VividSubject.shared.recover(.grabber) }
    return try await Tool.shell(
      """
      set -u; folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      capture() { "$VIDCTL" capture "$NODE" --count 2 --quiet "$@"; }
      control() { v4l2-ctl -d "$NODE" "$@"; }
      \(text)
      """, environment: ["NODE": node])
  }

  @Test func `digital timings by name are what v4l2-ctl reads`() async throws {
    let run = try await script(
      """
      capture --input 3 --timings 1920x1080p50; echo "status $?"; control --get-input
      control --get-dv-timings | grep -E 'Active|Pixelclock|Total'; control --get-fmt-video
      capture --input 3 --timings 1280x720p60; echo "status $?"
      control --get-dv-timings | grep -E 'Active|Pixelclock'
      """)
    for words in [
      "status 0", "Video input : 3", "Active width: 1920", "Active height: 1080",
      "Pixelclock: 148500000 Hz (50.00 frames per second)", "Width/Height      : 1920/1080",
      "Active width: 1280", "Active height: 720",
      "Pixelclock: 74250000 Hz (60.00 frames per second)",
    ] {
      #expect(run.output.contains(words), "\(words) is not in \(run)")
    }
    #expect(run.errors == "")
  }

  @Test func `timings that are detected, ambiguous or none`() async throws {
    let run = try await script(
      """
      capture --input 3 --timings detected; echo "status $?"
      capture --input 3 --timings 1080p; echo "status $?"
      capture --input 2 --timings 1080p60; echo "status $?"
      control --set-edid=pad=3,file=/dev/null 2>/dev/null; control --clear-edid=3
      capture --input 3 --timings detected; echo "status $?"; control --get-input
      """)
    let statuses = run.output.split(separator: "\n").filter { $0.hasPrefix("status") }
    #expect(statuses == ["status 0", "status 3", "status 3", "status 1"], "\(run)")
    #expect(run.errors.contains("'1080p' may be 1920x1080p24, "))
    #expect(run.errors.contains("the chosen input has no digital timings; "))
    #expect(run.errors.contains("nothing is connected or sends a signal"))
  }

  @Test func `a standard, and a frequency, are what v4l2-ctl reads`() async throws {
    let run = try await script(
      """
      capture --input 2 --standard NTSC-M; echo "status $?"; control --get-standard
      capture --input 2 --standard PAL; echo "status $?"; control --get-standard
      capture --input 1 --frequency 181.25MHz --audio-input 1; echo "status $?"
      control --get-freq; control --get-audio-input
      """)
    for words in [
      "Video Standard = 0x00001000", "Video Standard = 0x000000ff", "181.250000 MHz",
      "Audio input : 1",
    ] {
      #expect(run.output.contains(words), "\(words) is not in \(run)")
    }
    #expect(run.output.matches(of: /status 0/).count == 3)
  }

  @Test func `a crop is set as asked, or refused and everything is as before`() async throws {
    let run = try await script(
      """
      capture --input 2 --standard PAL --crop 640x480+16+8 --compose 320x240+8+4; echo "status $?"
      control --get-selection target=crop; control --get-selection target=compose
      control --set-input 0 > /dev/null; control --get-fmt-video > before
      capture --input 2 --standard NTSC --crop 641x481+600+200; echo "status $?"
      control --get-input; control --get-fmt-video | cmp - before && echo same
      control --set-input 2 > /dev/null; control --get-standard
      "$VIDCTL" capture "$NODE" --count 1 --nearest --json --quiet --crop 640x480+600+200
      """)
    for words in [
      "status 0", "Left 16, Top 8, Width 640, Height 480", "Left 8, Top 4, Width 320, Height 240",
      "status 3", "Video input : 0", "same", "Video Standard = 0x000000ff",
      "crop: 640x480+600+200 → ",
    ] {
      #expect(run.output.contains(words), "\(words) is not in \(run)")
    }
    #expect(run.errors.contains("crop 641x481+600+200 is not possible: the driver offers "))
  }

  @Test func `constraints choose the format, or say what rules it out`() async throws {
    let run = try await script(
      """
      capture --input 3 --want 'NV12|YUYV 640x480, else nearest'; echo "status $?"
      control --get-fmt-video | grep -E 'Width|Pixel Format'
      capture --input 3 --want 'fps>=1000'; echo "status $?"
      """)
    #expect(run.output.contains("Width/Height      : 640/480"), "\(run)")
    #expect(run.output.contains("'NV12'") && run.output.hasSuffix("status 3\n"))
    // Every size of the input is one range, whose smaller ones may be faster than the list says.
    #expect(run.errors.contains("'fps>=1000': rate: 1000 fps → 60 fps (the nearest rate on offer)"))
    #expect(run.errors.contains("; relax that, or choose from 'vidctl formats"))
  }

  @Test func `an EDID goes into a file and back, to the byte`() async throws {
    let run = try await script(
      """
      "$VIDCTL" edid "$NODE" --input 3 --read ours; echo "status $?"
      control --get-edid=pad=3,format=raw,file=theirs > /dev/null; cmp ours theirs && echo same
      "$VIDCTL" edid "$NODE" --input 3 --read ours.txt --hex
      "$VIDCTL" edid "$NODE" --input 3 --clear; "$VIDCTL" edid "$NODE" --input 3; echo "status $?"
      "$VIDCTL" edid "$NODE" --input 3 --write ours.txt; echo "status $?"
      control --get-edid=pad=3,format=raw,file=after > /dev/null; cmp ours after && echo same
      "$VIDCTL" edid "$NODE" --input 3 --read - | cmp - ours && echo same
      head -c 255 ours > short; "$VIDCTL" edid "$NODE" --input 3 --write short; echo "status $?"
      "$VIDCTL" edid "$NODE" --input 3 --read ours && cmp ours after && echo same; ls -A
      """)
    #expect(
      run.output == "status 0\nsame\nstatus 3\nstatus 0\nsame\nsame\nstatus 2\nsame\n"
        + "after\nours\nours.txt\nshort\ntheirs\n", "\(run)")
    #expect(run.errors.contains("shows no EDID, so its source sees nothing connected; "))
    #expect(run.errors.contains("(HDMI 002-0) now shows LNX "))
    #expect(run.errors.contains("short: it is 255 bytes long; "))
  }

  @Test func `an EDID is described, and an input without says so`() async throws {
    struct Document: Decodable {
      struct Content: Decodable {
        var manufacturer: String
        var blocks: Int
        var hex: String
      }
      var input: Int
      var edid: Content?
    }
    let described = try await script(#""$VIDCTL" edid "$NODE" --input 3 --json"#)
    let document = try CommandLab.decode(Document.self, described.output)
    #expect(document.input == 3 && document.edid?.manufacturer == "LNX")
    #expect(document.edid?.blocks == 2 && document.edid?.hex.count == 512)
    let facts = try await script(#""$VIDCTL" edid "$NODE" --input 3"#)
    #expect(facts.output.contains("Manufacturer  LNX") && facts.status == 0)
    for action in ["", "--clear"] {
      let none = try await script(#""$VIDCTL" edid "$NODE" --input 2 \#(action)"#)
      #expect(none.status == 3)
      #expect(none.errors.contains("(S-Video 002-0) has no EDID, as it takes no digital signal; "))
    }
    let absent = try await script(#""$VIDCTL" edid "$NODE" --input 7"#)
    #expect(absent.status == 3 && absent.errors.contains("no input 7: it has 0 (Webcam 002-0), "))
  }
}
