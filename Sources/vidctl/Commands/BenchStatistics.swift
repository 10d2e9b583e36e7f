import ArgumentParser
import Capture
import Glibc
import SystemIO
import V4L2
import VideoFormats

/// `vidctl bench-statistics`: what counting a frame adds to its cost, side by side on one device.
///
/// Hidden, because it is a tool for this package's own benchmarks.
struct BenchStatistics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-statistics",
    abstract: "Measures what the statistics add to the cost of a frame.",
    discussion: """
      Takes frames in the format that is set: with statistics and without, by turns, and then records one \
      frame again and again as if others followed it. Prints CPU time, the kernel's included.
      """, shouldDisplay: false)

  @OptionGroup var device: DeviceArgument

  @Option(help: "Frames of each turn.", transform: CaptureValues.count)
  var count: Int = 300

  @Option(help: "Turns.", transform: CaptureValues.count)
  var turns: Int = 3

  func run() throws {
    let queue = try device.open().captureQueue()
    var stream = try queue.allocate().start()
    var statistics = CaptureStatistics(format: stream.format, interval: stream.interval)
    _ = try take(30, &stream, &statistics, counting: true)
    var plain: [Double] = []
    var counted: [Double] = []
    for _ in 0..<turns {
      plain.append(try take(count, &stream, &statistics, counting: false))
      counted.append(try take(count, &stream, &statistics, counting: true))
    }
    let alone = try recordAlone(&stream, &statistics)
    let (without, with) = (plain.sorted()[turns / 2], counted.sorted()[turns / 2])
    func microseconds(_ value: Double) -> String { Quantity.decimal(value, places: 2) }
    try StandardStream.output.write(
      "a frame without statistics \(microseconds(without)) µs, with \(microseconds(with)) µs; recording alone "
        + "\(microseconds(alone)) µs, \(Quantity.decimal(alone / without * 100, places: 1)) %\n")
  }

  /// CPU time of a frame, in microseconds.
  private func take(
    _ count: Int, _ stream: inout CaptureStream, _ statistics: inout CaptureStatistics,
    counting: Bool
  ) throws -> Double {
    let begin = Self.processTime()
    for _ in 0..<count {
      guard case .frame(let frame) = try stream.next() else {
        throw Failure(.failure, "the stream ended before the measurement did; repeat it")
      }
      if counting { statistics.record(frame, at: stream.now) }
    }
    return Double(Self.processTime() - begin) / 1000 / Double(count)
  }

  /// CPU time of reading the clock and recording a frame, in microseconds. Whatever the frame was, the next are as good
  /// as frames can be: their numbers and times follow each other.
  private func recordAlone(
    _ stream: inout CaptureStream, _ statistics: inout CaptureStatistics
  ) throws -> Double {
    guard case .frame(let frame) = try stream.next() else {
      throw Failure(.failure, "the stream ended before the measurement did; repeat it")
    }
    let times = 100_000
    let begin = Self.processTime()
    let record = unsafe frame.record
    for _ in 0..<times {
      unsafe record.pointee.metadata.sequence &+= 1
      unsafe record.pointee.metadata.timestamp &+= 1000
      statistics.record(frame, at: stream.now)
    }
    return Double(Self.processTime() - begin) / 1000 / Double(times)
  }

  private static func processTime() -> Int {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
