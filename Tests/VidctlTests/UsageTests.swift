import TestSupport
import Testing

/// What the tool answers to wrong input, to the letter, on any machine.
@Suite struct UsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    var sentence: String

    init(_ arguments: String, _ status: Int32, _ sentence: String) {
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.status = status
      self.sentence = sentence
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let seeCapture = "; see 'vidctl capture --help'"
  private static let findDevices =
    "run 'vidctl devices' to see what is there, and check the cable and the driver"
  private static let seeDevices = "run 'vidctl devices' to see the video devices of this machine"

  static let cases: [Case] = [
    Case("info", 2, "Missing expected argument '<device>'; see 'vidctl info --help'"),
    Case("no-such-command", 2, "Unexpected argument 'no-such-command'; see 'vidctl --help'"),
    Case(
      "formats 0 --wrong", 2,
      "Unknown option '--wrong'. Did you mean '--json'? See 'vidctl formats --help'"),
    Case("formats 0 --unheard-of", 2, "Unknown option '--unheard-of'; see 'vidctl formats --help'"),
    Case(
      "info /dev/video990", 4, "/dev/video990: no such video device; \(findDevices)"),
    Case(
      "controls 990 brightness=7", 2,
      "'brightness=7' is no verb; write 'set brightness=7' to set it; see 'vidctl controls --help'"),
    Case(
      "controls 990 frobnicate", 2,
      "'frobnicate' is no verb; the verbs are list, get, set, reset, save, load, watch; "
        + "see 'vidctl controls --help'"),
    Case(
      "controls 990 set", 2,
      "set needs NAME=VALUE, such as brightness=50%; see 'vidctl controls --help'"),
    Case(
      "controls 990 get", 2,
      "get needs names of controls, such as brightness; see 'vidctl controls --help'"),
    Case(
      "controls 990 load", 2,
      "load needs the name of one file, or '-'; see 'vidctl controls --help'"),
    Case(
      "controls 990 set a=1 --partial", 2,
      "--partial is for load and reset; see 'vidctl controls --help'"),
    Case(
      "controls 990 --count 3", 2,
      "--count and --duration are for watch; see 'vidctl controls --help'"),
    Case(
      "controls 990 load /nowhere", 1,
      "/nowhere: can't be read: No such file or directory; name a file that 'save' has written"),
    Case("controls 990", 4, "/dev/video990: no such video device; \(findDevices)"),
    Case(
      "display", 2,
      "a video DEVICE is missing, or --list; 'vidctl devices' lists devices; see 'vidctl display --help'"
    ),
    Case("display 0 --list", 2, "--list takes no DEVICE; see 'vidctl display --help'"),
    Case("display 990", 4, "/dev/video990: no such video device; \(findDevices)"),
    Case(
      "display 990 --mode 640", 2,
      "The value '640' is invalid for '--mode <mode>': WIDTHxHEIGHT, WIDTHxHEIGHT@RATE or preferred is needed; "
        + "see 'vidctl display --help'"),
    Case(
      "display --list --card 990", 4,
      "/dev/dri/card990: no such display card; 'vidctl display --list' shows cards, connectors and modes"
    ),
    Case(
      "display --list --card /dev/null", 4,
      "/dev/null: not a display card; 'vidctl display --list' shows cards, connectors and modes"),
    Case(
      "vm screendump x.png", 4,
      "this is no virtual machine with a display; begin with 'vidctl vm run --display cirrus -- …' and take "
        + "pictures in it"),
    Case("formats 990", 4, "/dev/video990: no such video device; \(findDevices)"),
    Case("capture 990", 4, "/dev/video990: no such video device; \(findDevices)"),
    Case("info 0000:0000", 4, "0000:0000: no such video device; \(findDevices)"),
    Case("info /dev/null", 4, "/dev/null: not a V4L2 video device; \(seeDevices)"),
    Case("capture /dev/zero", 4, "/dev/zero: not a V4L2 video device; \(seeDevices)"),
    Case("info /etc/passwd", 4, "/etc/passwd: not a V4L2 video device; \(seeDevices)"),
    Case("formats /etc", 4, "/etc: a folder, not a V4L2 video device; \(seeDevices)"),
    Case("info /etc/passwd/x", 4, "/etc/passwd/x: no such video device; \(findDevices)"),
    Case(
      "capture 990 --count 0", 2,
      "The value '0' is invalid for '--count <count>': a number above 0 is needed" + seeCapture),
    Case(
      "capture 990 --skip -1", 2,
      "The value '-1' is invalid for '--skip <skip>': a number of frames, 0 or more, is needed"
        + seeCapture),
    Case(
      "capture 990 --size 640*480", 2,
      "The value '640*480' is invalid for '--size <size>': "
        + "write WIDTHxHEIGHT in pixels, such as 640x480" + seeCapture),
    Case(
      "capture 990 --size 99999999999999999999x1", 2,
      "The value '99999999999999999999x1' is invalid for '--size <size>': "
        + "write WIDTHxHEIGHT in pixels, such as 640x480" + seeCapture),
    Case(
      "capture 990 --rate 0", 2,
      "The value '0' is invalid for '--rate <rate>': "
        + "write frames a second, such as 30, 29.97 or 30000/1001" + seeCapture),
    Case(
      "capture 990 --duration 5x", 2,
      "The value '5x' is invalid for '--duration <duration>': "
        + "write seconds, or a number with ms, s, m or h, such as 10, 2.5s or 1m" + seeCapture),
    Case(
      "capture 990 --buffers 0", 2,
      "The value '0' is invalid for '--buffers <buffers>': a number from 1 to 1024 is needed"
        + seeCapture),
    Case("capture 990 --format YUV2", 2, "unknown format 'YUV2'; did you mean YUYV, YU12, YUVO?"),
    Case(
      "capture 990 --format zzzz", 2,
      "unknown format 'zzzz'; 'vidctl formats 990' lists those of the device"),
    Case(
      "capture 990 -o picture.png --count 2", 2,
      "'picture.png' holds one picture; write a file for each frame with a pattern such as "
        + "'picture-%04d.png', or all frames into a .y4m or .raw file"),
    Case(
      "capture 990 -o picture.png --duration 1", 2,
      "'picture.png' holds one picture; write a file for each frame with a pattern such as "
        + "'picture-%04d.png', or all frames into a .y4m or .raw file"),
    Case(
      "capture 990 -o x.mjpeg --format YUYV --count 2", 2,
      "'x.mjpeg' is for Motion-JPEG, and the pictures are YUYV. "
        + "Choose the format MJPG if the device has it, or a name that ends in .raw, .y4m or .jpg."),
    Case(
      "view 990", 2,
      "view needs a terminal, and standard input is none; "
        + "use 'vidctl capture 990 -o picture.png' to store a picture instead"),
    Case(
      "view 990 --protocol gif", 2,
      "The value 'gif' is invalid for '--protocol <protocol>': "
        + "name auto, kitty, sixel, iterm or symbols; see 'vidctl view --help'"),
    Case(
      "view 990 --colors 8", 2,
      "The value '8' is invalid for '--colors <colors>': "
        + "name auto, truecolor, 256, 16 or 2; see 'vidctl view --help'"),
    Case(
      "view 990 --symbols x", 2,
      "The value 'x' is invalid for '--symbols <symbols>': "
        + "name auto, block, half, sextant, braille, ascii or all; see 'vidctl view --help'"),
    Case(
      "negotiate", 2,
      "DEVICE is missing; name one that 'vidctl devices' lists; see 'vidctl negotiate --help'"),
    Case("negotiate 990 --plan", 4, "/dev/video990: no such video device; \(findDevices)"),
    Case(
      "negotiate 990 --prompt --plan", 2,
      "--prompt asks; leave out --plan, --set and --json; see 'vidctl negotiate --help'"),
    Case(
      "negotiate --catalog x.json --set", 2,
      "--set needs a device, and --catalog is none; see 'vidctl negotiate --help'"),
    Case(
      "negotiate 0 YUYV --catalog x.json", 2,
      "--catalog takes the place of DEVICE; name one of the two; see 'vidctl negotiate --help'"),
    Case(
      "negotiate --catalog /no/such.json YUYV", 1,
      "/no/such.json: can't be read: No such file or directory; "
        + "name a file that 'vidctl formats DEVICE --json' wrote"),
    Case(
      "negotiate --catalog /etc YUYV", 1,
      "/etc: can't be read: Is a directory; name a file that 'vidctl formats DEVICE --json' wrote"),
    Case(
      "negotiate --catalog /etc/passwd YUYV", 2,
      "/etc/passwd: not a catalogue: it is no JSON; "
        + "name a file that 'vidctl formats DEVICE --json' wrote"),
    Case(
      "negotiate 990 --limit 0", 2,
      "The value '0' is invalid for '--limit <limit>': a number above 0 is needed; "
        + "see 'vidctl negotiate --help'"),
    Case(
      "capture 990 --json -o -", 2,
      "--json and '-o -' both want standard output; store the frames in a file or use -o null"),
    Case(
      "--trace-level 9 info 0", 2,
      "The value '9' is invalid for '--trace-level <level>': write 1 or 2; see 'vidctl --help'"),
    Case(
      "info 0 --record a --replay b", 2,
      "--record and --replay exclude each other; leave one out; see 'vidctl --help'"),
    Case(
      "--record-frames info 0", 2, "--record-frames needs --record FILE; see 'vidctl --help'"),
    Case(
      "--replay /etc/passwd info 0", 2,
      "'/etc/passwd' is no recording; name a file that --record wrote"),
    Case(
      "info 0 --replay /no/such/file", 1,
      "can't read '/no/such/file': No such file or directory; name a file that --record wrote"),
    Case(
      "recording /etc/passwd", 2, "'/etc/passwd' is no recording; name a file that --record wrote"),
    Case(
      "--record /no/such/folder/x info 0", 1,
      "can't record to '/no/such/folder/x': No such file or directory; "
        + "name a file that can be written"),
  ]

  @Test(arguments: cases)
  func `wrong input gets one sentence and the documented status`(_ wrong: Case) async throws {
    let arguments = wrong.arguments.map { "'\($0)'" }.joined(separator: " ")
    let run = try await Tool.shell("exec \"$VIDCTL\" \(arguments)")
    #expect(run.status == wrong.status, "\(run)")
    #expect(run.errors == "vidctl: \(wrong.sentence)\n")
    #expect(run.output == "")
  }

  @Test(
    arguments: [
      ("-o /no/such/folder/x.raw", 1), ("-o /etc", 2), ("-o x.avi", 2), ("-o x-%q.png", 2),
      ("--container mkv", 2), ("-o /proc/x.raw", 1),
    ] as [(String, Int32)])
  func `an output that cannot be written is found out first`(
    _ arguments: String, _ status: Int32
  ) async throws {
    let run = try await Tool.shell("exec \"$VIDCTL\" capture 990 \(arguments)")
    #expect(run.status == status, "\(run)")
    #expect(run.errors.hasPrefix("vidctl: "))
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(!run.errors.contains("/dev/video990"), "the device was asked first")
  }

  @Test func `a terminal that can only print shows no picture`() async throws {
    let terminal = try PseudoTerminal.run(
      ["view", "990"], columns: 200, environment: ["TERM": "dumb"])
    #expect(await terminal.wait() == 2)
    #expect(
      terminal.screen.lines[0]
        == "vidctl: view needs a terminal that can place text, and TERM is 'dumb'; "
        + "use 'vidctl capture 990 -o picture.png' to store a picture instead")
  }

  @Test func `what goes wrong before there is a picture leaves the terminal alone`() async throws {
    let terminal = try PseudoTerminal.run(["view", "990"])
    #expect(await terminal.wait() == 4)
    #expect(terminal.screen.text.hasPrefix("vidctl: /dev/video990: no such video device; "))
    #expect(!terminal.received.contains(0x1b))
    #expect(terminal.modes == terminal.modesBefore)
  }

  @Test func `an empty device name is a usage error`() async throws {
    let run = try await Tool.run("info", "")
    #expect(run.status == 2)
    #expect(
      run.errors
        == "vidctl: DEVICE is empty; name one that 'vidctl devices' lists; see 'vidctl info --help'\n"
    )
  }

  @Test func `a name cannot steer the terminal`() async throws {
    let run = try await Tool.run("info", "\u{1b}[2J\nx")
    #expect(run.status == 4)
    #expect(run.errors.hasPrefix("vidctl: \u{fffd}[2J\u{fffd}x: no such video device"))
  }
}
