import ArgumentParser
import Capture
import FrameShare
import Glibc
import SystemIO
import V4L2
import VideoFormats

/// `vidctl bench-share`: what giving frames to other processes costs, by their number.
///
/// Hidden, because it is a tool for this package's own benchmarks.
struct BenchShare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-share",
    abstract: "Measures what a frame costs that one, and that several, clients get.",
    discussion: """
      Takes frames in the format that is set and gives them to none, one and several processes of this \
      program. Prints this process's CPU time a frame, the kernel's included.
      """, shouldDisplay: false)

  @OptionGroup var device: DeviceArgument

  @Option(help: "Frames of each measurement.", transform: CaptureValues.count)
  var count: Int = 120

  @Option(help: "Clients of the last measurement.", transform: ShareValues.clients)
  var clients: Int = 8

  func run() throws {
    let wanted = CameraConfiguration(bufferCount: 12)
    var camera = try Camera(device.open(), wanted)
    let path = "/tmp/vidctl-bench-\(getpid())"
    var server = try ShareServer(ShareServer.Configuration(path: path))
    server.begin(
      camera.format, interval: camera.negotiated.interval, bufferCount: camera.bufferCount)
    var processes: [pid_t] = []
    defer {
      for process in processes {
        kill(process, SIGKILL)
        _ = waitpid(process, nil, 0)
      }
    }
    var costs: [Double] = []
    for number in [0, 1, clients] {
      while processes.count < number { processes.append(try Self.startClient(path)) }
      try settle(number, &camera, &server)
      let before = server.statistics.lent
      costs.append(try take(count, &camera, &server))
      if number > 0, server.statistics.lent - before < count * 9 / 10 {
        throw Failure(.failure, "the clients did not keep up; repeat the measurement")
      }
    }
    let sent = server.currentClients.reduce(0) { $0 + $1.sent }
    let words = costs.map { Quantity.decimal($0, places: 1) }
    let (one, each) = (costs[1] - costs[0], (costs[2] - costs[0]) / Double(clients))
    try StandardStream.output.write(
      "a frame for nobody \(words[0]) µs, for 1 client \(words[1]) µs, for \(clients) clients \(words[2]) µs; "
        + "a hand-over \(Quantity.decimal(one, places: 1)) µs to the only client, "
        + "\(Quantity.decimal(each, places: 1)) µs to each of \(clients): "
        + "\(Quantity.decimal(each / one, places: 2)) times; \(sent) sent, 0 bytes copied\n")
  }

  /// Gives frames until so many clients get them.
  private func settle(
    _ number: Int, _ camera: inout Camera, _ server: inout ShareServer
  ) throws {
    for _ in 0..<2000 {
      server.service()
      _ = try take(1, &camera, &server)
      if server.clientCount == number, server.currentClients.allSatisfy({ $0.sent > 20 }) { break }
    }
  }

  /// CPU time of a frame, in microseconds.
  private func take(
    _ count: Int, _ camera: inout Camera, _ server: inout ShareServer
  ) throws -> Double {
    let begin = Self.processTime()
    for _ in 0..<count {
      guard let frame = try camera.next() else {
        throw Failure(.failure, "the stream ended before the measurement did; repeat it")
      }
      try server.offer(frame)
    }
    return Double(Self.processTime() - begin) / 1000 / Double(count)
  }

  private static func processTime() -> Int {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// Starts this program as a client that measures and stores nothing.
  private static func startClient(_ path: String) throws -> pid_t {
    let words = ["vidctl", "capture", "share:\(path)", "--quiet"]
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process = pid_t()
    let result = unsafe posix_spawn(
      &process, "/proc/self/exe", nil, nil, arguments, nil)
    guard result == 0 else { throw Failure(.failure, "a client can't be started: error \(result)") }
    return process
  }
}
