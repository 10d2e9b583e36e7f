import ArgumentParser
import Capture
import FrameShare
import Glibc
import SystemIO
import V4L2
import VideoFormats

/// `vidctl share`.
struct ShareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share",
    abstract: "Gives the frames of one device to many processes.",
    discussion: """
      Other processes get the device's own buffers, without a copy, by a socket:

        vidctl share 0 --socket /run/user/1000/camera --size 1280x720
        vidctl capture share:/run/user/1000/camera -o clip.y4m

      The socket is for processes of the same user, unless its mode and --allow-uid or --allow-gid let \
      others in. Each client may hold --cap frames at once, each for --expiry. Nobody waits for a client: \
      one that holds its share is passed over, one that keeps a frame for too long loses it and then its \
      connection, and what it held goes back to the device. So do all frames of a client that ends.

      When what comes in changes, clients get the new format and new buffers and go on. Clients can't write to \
      frames in the driver's memory, but to those of --memory dmabuf: admit nobody who must not.

      It ends with --count frames, after --duration, or with ctrl-C (status 130), and removes the socket.
      """)

  @OptionGroup var device: DeviceArgument

  @Option(
    help: ArgumentHelp("Where the socket is made; at most 107 bytes.", valueName: "path"),
    completion: .file())
  var socket: String

  @Option(
    help: "The mode of the socket's file, in octal.", transform: ShareValues.mode)
  var mode: UInt32 = 0o600

  @Option(
    help: ArgumentHelp("Admit this user as well; may be repeated.", valueName: "number"),
    transform: ShareValues.identity)
  var allowUid: [UInt32] = []

  @Option(
    help: ArgumentHelp(
      "Admit processes whose effective group is this one as well; may be repeated.",
      valueName: "number"), transform: ShareValues.identity)
  var allowGid: [UInt32] = []

  @Option(
    help: "Frames a client may hold at once: 1 to \(ShareLimits.cap).",
    transform: ShareValues.cap)
  var cap: Int = 2

  @Option(
    help: "How long a client may hold a frame: 1, 500ms.", transform: CaptureValues.duration)
  var expiry: Duration = .seconds(1)

  @Option(
    help: "Buffers that always stay with the driver.", transform: CaptureValues.buffers)
  var reserve: Int = 2

  @Option(
    help: "Clients at once: 1 to \(ShareLimits.clients).", transform: ShareValues.clients)
  var maxClients: Int = ShareLimits.clients

  @Option(help: "Frames to capture before it ends.", transform: CaptureValues.count)
  var count: Int?

  @Option(
    help: "How long to share, from the first frame: 10, 2.5s, 1m.",
    transform: CaptureValues.duration)
  var duration: Duration?

  @OptionGroup var camera: CameraOptions

  @Flag(name: .shortAndLong, help: "No status line and no summary; errors only.")
  var quiet = false

  @OptionGroup var json: JSONOption

  func run() throws {
    try SharedSource.checkMachine()
    try checkAdmission()
    var wanted = try camera.configuration(for: device.device)
    switch wanted.memory {
    case .automatic, .mmap, .dmabuf: break
    case .userptr, .read:
      throw Failure.usage(
        "frames in this program's own memory can't be shared; use --memory mmap or dmabuf")
    }
    if let buffers = wanted.bufferCount, buffers <= reserve {
      throw Failure.usage(
        "--buffers \(buffers) leaves none to share beside --reserve \(reserve); ask for more")
    }
    if wanted.bufferCount == nil {
      // What two clients that do not move hold, and one frame for all others.
      wanted.bufferCount = reserve + 2 * cap + 2
    }
    let device = try device.open()
    let socket = ShareServer.Configuration(
      path: socket, mode: mode, name: "\(device.information.card) (\(device.path))",
      allowedUsers: Set(allowUid), allowedGroups: Set(allowGid), cap: cap, expiry: expiry,
      maximumClients: maxClients)
    var run = try start(device, wanted, socket)
    let (document, failure) = run.run()
    if json.isWanted {
      try JSONDocument.write(document)
    } else if !quiet {
      StandardStream.tell("\(device.path): \(document.summary)")
    }
    if let failure { throw failure }
    if document.end == .signal {
      throw ExitStatus.interrupted(by: TerminationSignals.received ?? 2)
    }
  }

  /// Whoever is admitted must be able to connect as well.
  private func checkAdmission() throws {
    let others = allowUid.filter { $0 != geteuid() }
    if let other = others.first, mode & 0o022 == 0 {
      throw Failure.usage(
        "--allow-uid \(other) can't connect to a socket of mode \(String(mode, radix: 8)); add --mode 660 or 666"
      )
    }
    if let group = allowGid.first, mode & 0o022 == 0 {
      throw Failure.usage(
        "--allow-gid \(group) can't connect to a socket of mode \(String(mode, radix: 8)); add --mode 660 or 666"
      )
    }
  }

  private func start(
    _ device: Device, _ wanted: CameraConfiguration, _ socket: ShareServer.Configuration
  ) throws -> ShareRun {
    do {
      return try ShareRun(
        device, wanted, socket, reserve: reserve, count: count, duration: duration,
        isQuiet: quiet)
    } catch let error as V4L2Error {
      throw camera.refusal(error) ?? Failure(error)
    } catch let error as ShareError {
      throw Failure(error)
    }
  }
}

/// What the options of `vidctl share` accept.
enum ShareValues {
  static func mode(_ text: String) throws -> UInt32 {
    guard let mode = UInt32(text, radix: 8), mode <= 0o777, mode & 0o200 != 0 else {
      throw ValidationError("write an octal mode that lets the owner write, such as 600 or 660")
    }
    return mode
  }

  static func identity(_ text: String) throws -> UInt32 {
    guard let number = UInt32(text), number != .max else {
      throw ValidationError("write the number of a user or group, as 'id' prints it")
    }
    return number
  }

  static func cap(_ text: String) throws -> Int { try number(text, upTo: ShareLimits.cap) }
  static func clients(_ text: String) throws -> Int { try number(text, upTo: ShareLimits.clients) }

  private static func number(_ text: String, upTo limit: Int) throws -> Int {
    guard let number = Int(text), (1...limit).contains(number) else {
      throw ValidationError("a number from 1 to \(limit) is needed")
    }
    return number
  }
}
