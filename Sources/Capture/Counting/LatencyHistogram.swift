/// Counts of latencies by their length, in constant memory: 26 KB.
///
/// Up to 255 µs each has a bucket of its own; beyond, every doubling has 128, so that a latency is known to within 0.8 %.
/// This is HdrHistogram's scheme for two digits and one unit, and nothing else of it: finding the bucket is five
/// instructions, which for each frame are a third of those that the library takes.
package struct LatencyHistogram: Sendable {
  private var counts = [UInt64](repeating: 0, count: Self.bucket(.max) + 1)
  /// Latencies that were recorded.
  private(set) var total: UInt64 = 0
  /// The longest of them, in microseconds.
  private(set) var longest: UInt32 = 0
  /// All of them together, in microseconds.
  private(set) var sum: UInt64 = 0

  /// Makes a histogram of none.
  package init() {}

  /// The percentiles that are told; nil before the first latency.
  package var summary: CaptureStatistics.Latency? {
    guard let p50 = percentile(50), let p95 = percentile(95), let p99 = percentile(99) else {
      return nil
    }
    return CaptureStatistics.Latency(
      p50: Int(p50), p95: Int(p95), p99: Int(p99), max: Int(longest))
  }

  /// Counts a latency, in microseconds; 71 minutes is the longest there is room for.
  @inline(__always)
  package mutating func record(_ microseconds: UInt32) {
    counts[Self.bucket(microseconds)] &+= 1
    total &+= 1
    sum &+= UInt64(microseconds)
    if microseconds > longest { longest = microseconds }
  }

  /// The latency that so many of a hundred were no longer than; nil before the first one.
  func percentile(_ percent: UInt64) -> UInt32? {
    guard total > 0 else { return nil }
    let wanted = max(1, (total * percent + 99) / 100)
    var seen: UInt64 = 0
    for (bucket, count) in counts.enumerated() {
      seen += count
      if seen >= wanted { return min(Self.last(of: bucket), longest) }
    }
    return longest
  }

  /// The bucket of a latency.
  @inline(__always)
  static func bucket(_ microseconds: UInt32) -> Int {
    let shift = 24 &- (microseconds | 0xff).leadingZeroBitCount
    return shift &<< 7 &+ Int(microseconds &>> UInt32(truncatingIfNeeded: shift))
  }

  /// The longest latency of a bucket.
  static func last(of bucket: Int) -> UInt32 {
    guard bucket >= 256 else { return UInt32(bucket) }
    let shift = UInt64(bucket >> 7 - 1)
    return UInt32(truncatingIfNeeded: UInt64(bucket & 127 + 129) << shift - 1)
  }
}
