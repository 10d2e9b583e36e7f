import VideoFormats

@testable import Negotiation

/// Random numbers that are the same in every run, so that a failure can be looked into.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_f491_4f6c_dd1d
  }
}

/// Made-up catalogues and constraints, of every kind a driver or a person may come up with.
struct RandomCatalog {
  var random: SeededGenerator

  init(_ seed: Int) { random = SeededGenerator(seed) }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[number(0...values.count - 1)]
  }

  static let formats: [PixelFormat] = [
    .yuyv, .nv12, .mjpeg, .h264, .grey, .sbggr8, .rgb24, .nv12M, PixelFormat(rawValue: 0x3132_3334),
  ]

  /// A queue whose ranges are small enough to go through one by one.
  mutating func queue() -> QueueFormats {
    let memory: [MemoryType]? = number(0...1) == 0 ? nil : [.mmap, .dmabuf]
    return QueueFormats(
      type: .videoCapture, memory: memory,
      formats: (0..<number(0...4)).map { _ in
        FormatDescription(
          pixelFormat: pick(Self.formats), description: "",
          flags: pick([[], .compressed, .emulated, .cscQuantization]),
          sizes: (0..<number(0...3)).map { _ in size() })
      })
  }

  private mutating func size() -> SizeDescription {
    let min = Size(width: number(1...40), height: number(1...40))
    let max = Size(width: min.width + number(0...60), height: min.height + number(0...60))
    let size: FrameSize
    switch number(0...2) {
    case 0: size = .discrete(min)
    case 1: size = .continuous(min: min, max: max)
    default:
      size = .stepwise(
        min: min, max: max, step: Size(width: number(1...9), height: number(1...9)))
    }
    return SizeDescription(size: size, intervals: (0..<number(0...3)).map { _ in interval() })
  }

  private mutating func interval() -> FrameInterval {
    let min = Interval(1, UInt32(number(20...60)))
    let max = Interval(1, UInt32(number(1...20)))
    switch number(0...3) {
    case 0: return .stepwise(min: min, max: max, step: Interval(1, UInt32(number(30...90))))
    case 1: return .continuous(min: min, max: max)
    case 2: return .discrete(Interval(1001, 1000 * UInt32(number(1...60))))
    default: return .discrete(Interval(1, UInt32(number(1...60))))
    }
  }

  private mutating func relation() -> Constraint.Relation { pick([.exactly, .atLeast, .atMost]) }

  private mutating func condition(withCeiling: Bool) -> Constraint.Condition {
    switch number(0...(withCeiling ? 10 : 9)) {
    case 0: return .width(relation(), number(1...100))
    case 1: return .height(relation(), number(1...100))
    case 2: return .size(relation(), Size(width: number(1...100), height: number(1...100)))
    case 3: return .aspect(pick([AspectRatio(16, 9), AspectRatio(4, 3), AspectRatio(1, 2)]))
    case 4, 5: return .rate(relation(), Rate(Interval(1, UInt32(number(1...60)))))
    case 6: return .format([pick(Self.formats), pick(Self.formats)].withoutRepetition)
    case 7: return .compressed(number(0...1) == 0)
    case 8: return .stride(multipleOf: pick([1, 2, 8, 64]))
    case 9: return .planes(relation(), number(1...2))
    default: return .bandwidth(atMost: number(100...100_000))
    }
  }

  /// Constraints of which half are preferences.
  mutating func alternative(withCeiling: Bool = true) -> Constraints.Alternative {
    (0..<number(0...4)).map { _ in
      Constraint(condition(withCeiling: withCeiling), isPreference: number(0...1) == 0)
    }
  }
}
