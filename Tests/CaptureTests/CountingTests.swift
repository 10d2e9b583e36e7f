import Testing
import V4L2
import VideoFormats

@testable import Capture

/// The parts of the statistics by themselves.
@Suite struct CountingTests {
  @Test func `every latency has a bucket, and the bucket's last is within one per cent`() {
    var values: [UInt32] = Array(0...2000) + [.max, .max - 1, 3_600_000_000]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<5000 {
      values.append(
        UInt32.random(in: 0...(.max), using: &random) >> UInt32.random(in: 0..<32, using: &random))
    }
    values.sort()
    var previous = 0
    for value in values {
      let bucket = LatencyHistogram.bucket(value)
      let last = LatencyHistogram.last(of: bucket)
      #expect(bucket >= previous && last >= value, "\(value)")
      #expect(Double(last - value) <= Double(value) * 0.0079, "\(value) and \(last)")
      #expect(LatencyHistogram.bucket(last) == bucket, "\(value)")
      previous = bucket
    }
    #expect(previous == 3327)
  }

  @Test(arguments: [1, 2, 3, 19, 20, 100, 1000, 4999])
  func `percentiles are those of the sorted latencies`(_ count: Int) throws {
    let values = (0..<count).map { _ in UInt32.random(in: 0...20_000) }
    var histogram = LatencyHistogram()
    #expect(histogram.percentile(50) == nil)
    for value in values { histogram.record(value) }
    let sorted = values.sorted()
    for percent in [0, 1, 50, 95, 99, 100] {
      let exact = sorted[max(1, (count * percent + 99) / 100) - 1]
      let found = try #require(histogram.percentile(UInt64(percent)))
      #expect(found >= exact && Double(found) <= Double(exact) * 1.008, "\(percent) of \(count)")
      #expect(found <= sorted[count - 1])
    }
    #expect(histogram.total == count && histogram.longest == sorted[count - 1])
    #expect(histogram.sum == values.reduce(0) { $0 + UInt64($1) })
  }

  @Test(arguments: 1...40)
  func `the quick look at a frame comes to what the long one does`(_ seed: UInt64) {
    var random = Seeded(seed)
    let realtime: Int64 = 1_700_000_000_000_000_000
    var (quick, long) = (
      ClockTracker(realtimeOffset: realtime), ClockTracker(realtimeOffset: realtime)
    )
    var (numbers, slowly) = (SequenceTracker(alternates: false), SequenceTracker(alternates: false))
    var now: Int64 = 5_000_000_000
    var stamp = now
    var sequence: UInt32 = seed % 4 == 0 ? .max - 50 : 7
    var steady = 0
    for _ in 0..<400 {
      let period: Int64 = 16_666_666
      now += period
      stamp = now - Int64.random(in: 0..<3_000_000, using: &random)
      sequence &+= 1
      var flags = BufferFlags(rawValue: 0x2000)
      switch UInt8.random(in: 0..<40, using: &random) {
      case 0: stamp -= 40_000_000
      case 1: stamp -= 7200_000_000_000
      case 2: stamp += 2_000_000_000
      case 3: sequence &+= 3
      case 4: sequence &-= 1
      case 5: sequence = 0
      case 6: flags = BufferFlags(rawValue: 0x0)
      case 7: flags = BufferFlags(rawValue: 0x4000)
      case 8: flags = BufferFlags(rawValue: 0x1_2000)
      case 9: flags = BufferFlags(rawValue: 0x2040)
      case 10:
        quick.interrupt()
        long.interrupt()
        numbers.interrupt(alternates: false)
        slowly.interrupt(alternates: false)
      default: break
      }
      var missing = 0
      let answer: Int64?
      if numbers.isNext(sequence), quick.isSteady(stamp, flags, at: now) {
        numbers.advance()
        answer = quick.advance(to: stamp, at: now)
        steady += 1
      } else {
        missing = numbers.note(sequence, .none)
        answer = quick.note(stamp, flags, isSecondField: false, at: now)
      }
      #expect(missing == slowly.note(sequence, .none))
      #expect(answer == long.note(stamp, flags, isSecondField: false, at: now))
      #expect(numbers.numbering == slowly.numbering)
      #expect(quick.anomalies == long.anomalies && quick.anchor == long.anchor)
      #expect(quick.elapsed == long.elapsed && quick.intervals == long.intervals)
      #expect(quick.source == long.source && quick.stamped == long.stamped)
      #expect(quick.interrupted == long.interrupted)
      #expect(quick.previousHandOver == long.previousHandOver)
    }
    #expect(steady > 100, "the quick look is to be the usual one")
  }
}

/// Numbers that look random and are the same each time.
private struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
