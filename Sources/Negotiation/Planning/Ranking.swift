internal import VideoFormats

/// The order of candidates: one list of keys, compared from the first to the last.
///
/// 1. fewer requirements that only the driver can answer for;
/// 2. constraint by constraint, in the order in which they are written: met before unknown before missed, then the
///    smaller distance from what is named (for a list of formats, the earlier);
/// 3. formats the driver has itself before those that a library emulates;
/// 4. colour pictures before grey ones, those before mosaics, and everything else last;
/// 5. more pixels a second, where rates are known at all;
/// 6. more pixels;
/// 7. the higher rate;
/// 8. uncompressed before compressed;
/// 9. the driver's own order of formats, sizes and intervals;
/// 10. within a range of sizes, the wider.
///
/// The last makes the order total: no two candidates are equal.
struct Ranking {
  let alternative: Constraints.Alternative
  let offers: [Offer]

  /// Keys of one choice, the smaller the better.
  func keys(_ point: Point, into keys: inout ContiguousArray<Ratio>) {
    let offer = offers[point.offer]
    let place = keys.count
    keys.append(.zero)
    var open = 0
    for constraint in alternative {
      let grade = constraint.condition.grade(point, offer)
      if grade.verdict == .open, !constraint.isPreference { open += 1 }
      keys.append(Ratio(grade.verdict.rawValue))
      keys.append(grade.distance)
    }
    keys[place] = Ratio(open)
    let pixels = (point.size?.width ?? 0) * (point.size?.height ?? 0)
    let rate = point.interval.map(Rate.ratio)
    keys.append(Ratio(offer.isEmulated ? 1 : 0))
    keys.append(Ratio(offer.content.rawValue))
    keys.append(Ratio(rate == nil ? 1 : 0))
    keys.append(rate.map { Ratio(-$0.numerator * Int128(pixels), $0.denominator) } ?? .zero)
    keys.append(Ratio(-pixels))
    keys.append(rate.map { Ratio(-$0.numerator, $0.denominator) } ?? .zero)
    keys.append(Ratio(offer.isCompressed ? 1 : 0))
    keys.append(Ratio(offer.position))
    keys.append(Ratio(point.sizeEntry))
    keys.append(Ratio(point.intervalEntry))
    keys.append(Ratio(-(point.size?.width ?? 0)))
  }

  /// The choices in order, the best first.
  func sorted(_ points: [Point]) -> [Point] {
    var all: ContiguousArray<Ratio> = []
    let count = 2 * alternative.count + 12
    all.reserveCapacity(count * points.count)
    for point in points { keys(point, into: &all) }
    let order = points.indices.sorted { left, right in
      for key in 0..<count {
        let (a, b) = (all[left * count + key], all[right * count + key])
        if a < b { return true }
        if b < a { return false }
      }
      return left < right
    }
    return order.map { points[$0] }
  }
}
