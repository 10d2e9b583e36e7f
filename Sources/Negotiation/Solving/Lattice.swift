/// The numbers a driver offers for one side of a picture: `min`, `min + step`, … up to `max`.
struct Lattice: Hashable {
  let min: Int
  let max: Int
  let step: Int

  /// Makes a lattice; a step of less than 1 counts as 1, and the end is the last number it reaches.
  init(min: Int, max: Int, step: Int) {
    self.min = min
    self.step = Swift.max(step, 1)
    self.max = max < min ? min : min + (max - min) / self.step * self.step
  }

  /// The part of it between two numbers; nil when nothing is there.
  func clipped(to range: ClosedRange<Int>) -> Lattice? {
    guard let low = atLeast(range.lowerBound), let high = atMost(range.upperBound), low <= high
    else { return nil }
    return Lattice(min: low, max: high, step: step)
  }

  /// The smallest number that is not below `value`.
  func atLeast(_ value: Int) -> Int? {
    if value <= min { return min }
    guard value <= max else { return nil }
    let number = min + (value - min + step - 1) / step * step
    return number <= max ? number : nil
  }

  /// The largest number that is not above `value`.
  func atMost(_ value: Int) -> Int? {
    if value >= max { return max }
    return value < min ? nil : min + (value - min) / step * step
  }

  func contains(_ value: Int) -> Bool {
    value >= min && value <= max && (value - min) % step == 0
  }

  /// All of its numbers; nil when they are more than any picture has pixels in a line.
  var values: [Int]? {
    (max - min) / step < 1 << 16 ? Array(stride(from: min, through: max, by: step)) : nil
  }

  /// The numbers next to `value` on both sides, or itself.
  func neighbours(of value: Int) -> [Int] {
    guard let below = atMost(value) else { return [min] }
    guard let above = atLeast(value), above != below else { return [below] }
    return [below, above]
  }
}
