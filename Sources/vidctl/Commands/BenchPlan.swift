import ArgumentParser
import Negotiation
import SystemIO
import VideoFormats

/// `vidctl bench-plan`: how long a plan takes over a catalogue larger than any device's.
///
/// Hidden, because it is a tool for this package's own benchmarks.
struct BenchPlan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-plan",
    abstract: "Measures how long it takes to rank a catalogue.", shouldDisplay: false)

  @Argument(help: "What is asked of the format.")
  var constraints = "NV12|YUYV 1280x720@30 or better, else nearest"

  @Option(
    help: "Entries of the catalogue: a format, a size and a rate each.",
    transform: CaptureValues.count)
  var entries: Int = 10_000

  @Option(help: "Plans to make.", transform: CaptureValues.count)
  var count: Int = 21

  func run() throws {
    let wish = try Constraints(constraints)
    let queue = Self.queue(entries)
    var times: [Double] = []
    var candidates = 0
    for _ in 0..<count {
      let begin = Kernel.shared.monotonicNanoseconds()
      candidates = Negotiator(queue, wish).ranked().count
      times.append(Double(Kernel.shared.monotonicNanoseconds() - begin) / 1e6)
    }
    times.sort()
    let offered = queue.formats.reduce(0) { sum, format in
      sum + format.sizes.reduce(0) { $0 + $1.intervals.count }
    }
    try StandardStream.output.write(
      "plan of \(offered) entries, \(candidates) candidates: "
        + "\(Quantity.decimal(times[times.count / 2], places: 1)) ms, "
        + "at worst \(Quantity.decimal(times.last ?? 0, places: 1)) ms, for '\(wish)'\n")
  }

  private static func queue(_ entries: Int) -> QueueFormats {
    let rates = (1...20).map { FrameInterval.discrete(Interval(1, UInt32($0 * 3))) }
    let sizes = (1...50).map { step in
      SizeDescription(
        size: .discrete(Size(width: 128 * step, height: 72 * step)), intervals: rates)
    }
    let known = PixelFormat.known.filter { $0.kind == .yuvPacked || $0.kind == .yuvPlanar }
    let count = max(1, entries / (rates.count * sizes.count))
    let formats = (0..<count).map { index in
      let format = known[index % known.count]
      return FormatDescription(
        pixelFormat: format.format, description: format.summary, sizes: sizes)
    }
    return QueueFormats(type: .videoCapture, formats: formats)
  }
}
