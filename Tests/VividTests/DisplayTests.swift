import Display
import FoundationEssentials
import Glibc
import Imaging
import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats
import VirtualMachine

/// Cameras on screens: what QEMU sees of them, on four cards, in the guest that has displays.
///
/// `vidctl vm run --display cirrus --display bochs --display virtio --display qxl`, with one vivid device.
@Suite(
  .serialized,
  .enabled(if: DisplayLab.isOpen, "not the guest with displays (V4L2_DISPLAY=required)"),
  .timeLimit(.minutes(3)))
struct DisplayTests {
  @Test(arguments: [VirtualMachine.Display.cirrus, .virtio, .qxl])
  func `what is captured is what is seen, each frame in its turn and until the next one`(
    _ display: VirtualMachine.Display
  ) throws {
    let before = try DisplayLab.look(at: display)
    let (device, format) = try DisplayLab.camera()
    let card = try Card(display.driver)
    var screen = try Screen(card)
    let presentation = try #require(try screen.prepare(for: format))
    #expect(presentation.mode.size == format.size && !presentation.placement.isScaled)
    #expect(presentation.isAtomic && presentation.plane.kind == .primary)

    // Whose memory it is to be: only one of the cards takes the camera's in.
    let own = try device.captureQueue().allocate(BufferAllocation(count: 1))
    let refusal = card.importRefusal(try own.export()[0], as: format)
    _ = own.release()
    #expect((refusal == nil) == (display == .cirrus), "\(refusal?.description ?? "taken in")")
    let memory: BufferMemory =
      refusal == nil ? .mmap : .dmabuf(try screen.makeBuffers(count: 5, for: format))
    var stream = try device.captureQueue()
      .allocate(BufferAllocation(count: 5, memory: memory)).start()

    // One at a time: what is on the screen is this frame and no other, to the bit.
    var last: (sequence: UInt32, buffer: Int)?
    for turn in 0..<12 {
      let frame = try stream.frame()
      let metadata = frame.metadata
      let picture = turn % 4 == 3 ? try DisplayLab.rgb(frame, format) : nil
      guard case .flipping = try screen.show(frame) else {
        Issue.record("a frame waits though none is on its way")
        return
      }
      let flip = try DisplayLab.flip(&screen)
      let shown = flip.metadata.sequence
      #expect(shown == metadata.sequence)
      let returned = flip.returnedMetadata?.bufferIndex
      #expect(returned == last?.buffer)
      if let last { #expect(metadata.sequence > last.sequence) }
      last = (metadata.sequence, metadata.bufferIndex)
      // The one that was flipped away from is given back here; the one that is seen is not.
      _ = consume flip
      let (held, onLoan) = (screen.framesHeld, stream.buffersOnLoan)
      #expect(held == 1 && onLoan == 1)
      guard let picture else { continue }
      // The camera goes on meanwhile, into its other buffers: what is seen must stay.
      for _ in 0..<4 { try stream.frame().giveBack() }
      let seen = try DisplayLab.look(at: display)
      #expect(seen.width == format.width && seen.height == format.height)
      let isSame = seen.rgb == picture
      #expect(isSame, "turn \(turn): the screen shows something else than the frame")
    }

    // No room: one is on its way, one waits.
    guard case .flipping = try screen.show(try stream.frame()),
      case .waiting = try screen.show(try stream.frame())
    else {
      Issue.record("a screen has room for two")
      return
    }
    guard case .refused(let refused) = try screen.show(try stream.frame(), whenBusy: .refuse) else {
      Issue.record("a third frame was taken in")
      return
    }
    let newest = refused.metadata.sequence
    guard case .waitingInstead(of: let older) = try screen.show(refused) else {
      Issue.record("a third frame took nobody's place")
      return
    }
    let olderSequence = older.metadata.sequence
    _ = consume older
    #expect(olderSequence < newest)
    let first = try DisplayLab.flip(&screen)
    let firstSequence = first.metadata.sequence
    _ = consume first
    #expect(firstSequence < newest)
    let second = try DisplayLab.flip(&screen)
    let secondSequence = second.metadata.sequence
    _ = consume second
    #expect(secondSequence == newest)
    let isBusy = screen.isBusy
    #expect(!isBusy)

    let statistics = try screen.finish()
    #expect(statistics.shown == 14 && statistics.skipped == 1 && statistics.refused == 1)
    let onLoan = stream.buffersOnLoan
    #expect(onLoan == 0)
    _ = try stream.stop()
    // The other cards showed nothing before; the kernel's own picture comes up there once nobody has them open.
    guard display == .cirrus else { return }
    let isRestored = DisplayLab.isAlike(before, try DisplayLab.look(at: display))
    #expect(isRestored, "the console was not shown again")
  }

  @Test func `while frames run, every look finds one of them, whole, and later ones later`()
    async throws
  {
    let (device, format) = try DisplayLab.camera()
    var screen = try Screen(Card("virtio_gpu"))
    try screen.prepare(for: format)
    let memory = BufferMemory.dmabuf(try screen.makeBuffers(count: 5, for: format))
    var stream = try device.captureQueue()
      .allocate(BufferAllocation(count: 5, memory: memory)).start()
    var pictures: [[UInt8]] = []
    pictures.append(try DisplayLab.step(&stream, &screen, format))
    async let looks = onItsOwnThread {
      (0..<5).map { _ in try? DisplayLab.look(at: .virtio) }
    }
    for _ in 0..<30 { pictures.append(try DisplayLab.step(&stream, &screen, format)) }
    var place = 0
    for look in await looks {
      let seen = try #require(look)
      let found = pictures[place...].firstIndex(of: seen.rgb)
      place = try #require(found, "the screen showed a picture that is no frame, or an older one")
    }
    #expect(place > 0)
    let statistics = try screen.finish()
    #expect(statistics.shown == 31)
  }

  @Test(arguments: [true, false])
  func `a larger picture shows its middle, with older requests too`(_ isAtomic: Bool) throws {
    let size = Size(width: 640, height: 480)
    let (device, format) = try DisplayLab.camera(Size(width: 1280, height: 720))
    var screen = try Screen(
      Card("virtio_gpu"), mode: .size(size, rate: nil), isAtomic: isAtomic)
    let presentation = try #require(try screen.prepare(for: format))
    #expect(presentation.isCut && presentation.isAtomic == isAtomic)
    #expect(
      presentation.placement.source == Rectangle(left: 320, top: 120, width: 640, height: 480))
    let memory = BufferMemory.dmabuf(try screen.makeBuffers(count: 4, for: format))
    var stream = try device.captureQueue()
      .allocate(BufferAllocation(count: 4, memory: memory)).start()
    var picture: [UInt8] = []
    for _ in 0..<3 { picture = try DisplayLab.step(&stream, &screen, format) }
    let seen = try DisplayLab.look(at: .virtio)
    try #require(seen.width == 640 && seen.height == 480)
    for row in [0, 7, 240, 479] {
      let start = ((row + 120) * 1280 + 320) * 3
      let isSame =
        seen.rgb[(row * 640 * 3)..<((row + 1) * 640 * 3)] == picture[start..<(start + 640 * 3)]
      #expect(isSame, "row \(row)")
    }
    let statistics = try screen.finish()
    #expect(statistics.shown == 3)
  }

  @Test func `a card says what it cannot do, and who has it`() throws {
    let card = try Card("cirrus")
    let screen = try Screen(card)
    do {
      _ = try Screen(Card("cirrus"))
      Issue.record("two programs have the screen")
    } catch {
      #expect(error.reason == .notMaster && error.description.contains("another program"))
    }
    _ = consume screen
    // It is free again, and refuses what it has not.
    var again = try Screen(Card("cirrus"))
    for (format, words) in [
      (Format(.yuyv, width: 640, height: 480), "does not show the format YUYV; it shows"),
      (Format(.jpeg, width: 640, height: 480), "no card shows the format JPEG"),
      (Format(.xbgr32, width: 320, height: 180), "choose one of its sizes: 1024x768"),
      (Format(.xbgr32, width: 1280, height: 1024), "choose one of its sizes: 1024x768"),
    ] {
      var whole = format
      whole.planes =
        format.pixelFormat.layout?.planes(width: 640, height: 480) ?? [Format.Plane(size: 9)]
      do {
        _ = try again.prepare(for: whole)
        Issue.record("\(format) was taken")
      } catch {
        #expect(error.description.contains(words), "\(error)")
      }
    }
    _ = try again.finish()
    do {
      _ = try Screen(Card("cirrus"), connector: "HDMI-A-1")
      Issue.record("there is no such connector")
    } catch {
      #expect(error.description.hasSuffix("there is no connector 'HDMI-A-1'; there is VGA-1"))
    }
    do {
      _ = try Screen(Card("cirrus"), mode: .size(Size(width: 641, height: 480), rate: 60))
      Issue.record("there is no such mode")
    } catch {
      #expect(error.description.contains("the screen has no mode 641x480@60; it has 1024x768@60"))
    }
  }

  @Test func `the command shows, tells, and leaves the console as it was`() async throws {
    let before = try DisplayLab.look(at: .cirrus)
    let node = try DisplayLab.node()
    let run = try await Tool.run(
      "display", node, "--card", "cirrus", "--size", "640x480", "--rate", "30", "--count", "15",
      "--json")
    #expect(run.status == 0, "\(run)")
    let document = try CommandLab.decode(DisplayLab.Report.self, run.output)
    #expect(document.way == "import" && document.shown == 15 && document.end == "count")
    #expect(document.output.mode == "640x480@59.94" && document.output.connector == "VGA-1")
    #expect(run.errors.contains("import: the card shows the camera's memory"))

    let others = try await Tool.shell(
      """
      show() { "$VIDCTL" display "$NODE" --size 640x480 --rate 30 "$@"; echo "$?"; }
      show --card bochs-drm
      show --card virtio_gpu --dry-run --json | grep -e '"way" : "reverse"' -e '^0$'
      "$VIDCTL" display --list --card cirrus | grep -c 'VGA-1 *connected: 1024x768@60 (preferred)'
      """, environment: ["NODE": node])
    #expect(
      others.output == "3\n  \"way\" : \"reverse\"\n0\n1\n", "\(others)")
    #expect(others.errors.contains("frames can't come to the screen without a copy"))
    #expect(others.errors.contains("moves its memory when it shows it"))
    let isRestored = DisplayLab.isAlike(before, try DisplayLab.look(at: .cirrus))
    #expect(isRestored)
  }

  @Test func `a console is silent meanwhile, and comes back after ctrl-C and after a kill`()
    async throws
  {
    let before = try DisplayLab.look(at: .cirrus)
    let node = try DisplayLab.node()
    #expect(try DisplayLab.consoleMode() == 0)
    for (signal, status) in [("INT", "130\n"), ("KILL", "137\n")] {
      let sign = "/tmp/display-\(signal)"
      async let run = Tool.shell(
        """
        mkfifo "$SIGN"
        "$VIDCTL" display "$NODE" --card cirrus --size 640x480 --rate 30 --quiet </dev/tty1 & child=$!
        read -r line <"$SIGN"
        kill -\(signal) $child; wait $child; echo $?
        """, environment: ["NODE": node, "SIGN": sign])
      let isShown = try await DisplayLab.waitUntil {
        try DisplayLab.look(at: .cirrus).width == 640
      }
      #expect(isShown)
      #expect(try DisplayLab.consoleMode() == 1, "the console is not taken")
      let pipe = try FileDescriptor.open(FilePath(sign), .writeOnly)
      try pipe.closeAfter { _ = try pipe.writeAll("now\n".utf8) }
      #expect(try await run.output == status)
      // What a killed program took of the console, nobody gives back; the picture is the kernel's own affair.
      if signal == "INT" { #expect(try DisplayLab.consoleMode() == 0) }
      let isRestored = DisplayLab.isAlike(before, try DisplayLab.look(at: .cirrus))
      #expect(isRestored, "the console after \(signal)")
    }
  }
}

/// The guest with displays.
enum DisplayLab {
  static var isOpen: Bool { Lab.variable("V4L2_DISPLAY") == "required" }

  /// The parts of the command's document that the tests look at.
  struct Report: Decodable {
    struct Output: Decodable {
      var connector: String
      var mode: String
    }
    var way: String
    var output: Output
    var shown: Int
    var end: String
  }

  /// The camera's node.
  static func node() throws -> String {
    try #require(
      DeviceDirectory().devices().flatMap(\.nodes).map(\.path).first {
        (try? Device(path: $0).information)?.driver == "vivid"
      }, "no vivid device on this machine")
  }

  /// The camera, set to a picture that moves, so that no line of a frame is that of another.
  static func camera(
    _ size: Size = Size(width: 640, height: 480)
  ) throws -> (Device, Format) {
    let device = try Device(path: try node())
    let queue = try device.captureQueue()
    let format = try queue.setFormat(Format(.xbgr32, width: size.width, height: size.height))
      .granted
    try #require(format.pixelFormat == .xbgr32 && format.size == size)
    _ = try queue.setInterval(Interval(1, 30))
    let movement = try device.controls().first { $0.name == "Horizontal Movement" }
    try device.setValue(6, of: try #require(movement?.id))
    return (device, format)
  }

  /// Brings the next frame to the screen, and answers its colours.
  static func step(
    _ stream: inout CaptureStream, _ screen: inout Screen, _ format: Format
  ) throws -> [UInt8] {
    let frame = try stream.frame()
    let picture = try rgb(frame, format)
    _ = try screen.show(frame)
    _ = try screen.waitForFlip()
    return picture
  }

  /// The frame that comes to the screen next.
  static func flip(_ screen: inout Screen) throws -> Flip {
    guard let flip = try screen.waitForFlip() else {
      throw ContractFailure("no frame is on its way to the screen")
    }
    return flip
  }

  /// What is on a screen.
  static func look(at display: VirtualMachine.Display) throws -> StoredPicture {
    let bytes = try GuestScreen.picture(of: display)
    return try unsafe bytes.withUnsafeBytes { buffer in
      try unsafe StoredPicture(RawSpan(_unsafeBytes: buffer))
    }
  }

  /// A frame's colours.
  static func rgb(_ frame: borrowing Frame, _ format: Format) throws -> [UInt8] {
    var converter = try PictureConverter(format)
    let picture = try converter.rgb(Picture(format, bytes: frame.bytes))
    var rgb: [UInt8] = []
    unsafe picture.bytes.withUnsafeBytes { unsafe rgb.append(contentsOf: $0) }
    return rgb
  }

  /// Whether two looks at a console differ by no more than its cursor.
  static func isAlike(_ one: StoredPicture, _ other: StoredPicture) -> Bool {
    guard one.width == other.width, one.height == other.height else { return false }
    let line = one.width * 3
    let rows = (0..<one.height).filter { row in
      one.rgb[(row * line)..<((row + 1) * line)] != other.rgb[(row * line)..<((row + 1) * line)]
    }
    return rows.count <= 16
  }

  /// Whether the first console shows text (0) or not (1).
  static func consoleMode() throws -> Int32 {
    let console = try FileDescriptor.open("/dev/tty1", .readWrite, options: [.closeOnExec])
    defer { try? console.close() }
    var mode: Int32 = -1
    let result = unsafe withUnsafeMutablePointer(to: &mode) { pointer in
      unsafe Kernel.shared.ioctl(console.rawValue, 0x4b3b, pointer)
    }
    try #require(result == 0)
    return mode
  }

  /// Waits for something that takes a while in an emulated machine.
  static func waitUntil(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<200 {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }
}
