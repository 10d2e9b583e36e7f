internal import VideoFormats

/// Finds, among all sizes of a range, those of which the best under some constraints must be one.
///
/// Each constraint on sizes grows with the distance from a number it names, so the best width lies at such a
/// number, next to one on the driver's lattice, or at an end of the range; the same holds for the height. A
/// shape ties the two together: then the best lies on the line of that shape, nearest to such a number. A few
/// sizes therefore stand for all, whatever the range, and nothing is sampled.
struct SizeSolver {
  private let widths: Lattice
  private let heights: Lattice
  private let bounds: SizeBounds

  /// Nil when no size of the range is within the required bounds.
  init?(_ offer: FrameSize, _ bounds: SizeBounds) {
    let (min, max, step) = offer.limits
    guard !bounds.isEmpty,
      let widths = Lattice(min: min.width, max: max.width, step: step.width)
        .clipped(to: bounds.width),
      let heights = Lattice(min: min.height, max: max.height, step: step.height)
        .clipped(to: bounds.height)
    else { return nil }
    self.widths = widths
    self.heights = heights
    self.bounds = bounds
  }

  /// The sizes that matter, without repetition.
  ///
  /// - Parameter alignments: Whether the lines of a picture so many pixels wide need no padding, for each
  ///   alignment that is asked for.
  func sizes(alignments: [(Int) -> Bool] = []) -> [Size] {
    var columns = Self.values(of: widths, near: bounds.widths)
    let rows = Self.values(of: heights, near: bounds.heights)
    for isAligned in alignments {
      columns += columns.flatMap { column in
        [-widths.step, widths.step].compactMap { step in
          Self.first(in: widths, from: column, by: step, limit: Self.longestAlignment, isAligned)
        }
      }
      columns = columns.withoutRepetition
    }
    var sizes = columns.flatMap { width in rows.map { Size(width: width, height: $0) } }
    for shape in bounds.shapes {
      let line = line(shape, columns, rows, alignments)
      sizes += line.isEmpty ? around(shape, columns) : line
    }
    return sizes.withoutRepetition
  }

  /// Sizes next to a shape that no size of the range has.
  private func around(_ shape: AspectRatio, _ columns: [Int]) -> [Size] {
    (widths.values ?? columns).flatMap { width in
      heights.neighbours(of: shape.height(forWidth: width)).map { Size(width: width, height: $0) }
    }
  }

  /// Alignments repeat after as many pixels as they have bytes, or sooner.
  private static let longestAlignment = 65536

  private static func values(of lattice: Lattice, near targets: [Int]) -> [Int] {
    var values = [lattice.min, lattice.max]
    for target in targets { values += lattice.neighbours(of: target) }
    return values.withoutRepetition
  }

  /// The first number that will do, going through a lattice in one direction.
  private static func first(
    in lattice: Lattice, from number: Int, by step: Int, limit: Int, _ isGood: (Int) -> Bool
  ) -> Int? {
    var number = number
    for _ in 0...limit {
      guard number >= lattice.min, number <= lattice.max else { return nil }
      if isGood(number) { return number }
      number += step
    }
    return nil
  }

  /// Sizes of a shape, nearest to each of these widths and heights on both sides.
  ///
  /// A width has its nearest height and a height its nearest width; which of them are met in whole pixels
  /// are two sets of sizes, and both are gone through. The numbers next to each are starting points as well,
  /// because several widths may share a height.
  private func line(
    _ shape: AspectRatio, _ columns: [Int], _ rows: [Int], _ alignments: [(Int) -> Bool]
  ) -> [Size] {
    let fromRows = rows.flatMap { row in
      (row - 1...row + 1).map { shape.width(forHeight: max($0, 0)) }
    }
    let fromColumns = columns.flatMap { column in
      (column - 1...column + 1).map { shape.height(forWidth: max($0, 0)) }
    }
    // How near sizes on the line of one shape are to another depends on how each was rounded.
    let isAmbiguous = bounds.shapes.count > 1
    let starts = (
      isAmbiguous
        ? widths.values ?? columns
        : (columns + fromRows.flatMap(widths.neighbours)).withoutRepetition,
      isAmbiguous
        ? heights.values ?? rows
        : (rows + fromColumns.flatMap(heights.neighbours)).withoutRepetition
    )
    var sizes: [Size] = []
    for isGood in [nil] + alignments {
      for step in [-1, 1] {
        sizes += starts.0.compactMap {
          size(of: shape, fromWidth: $0, by: step * widths.step, isGood)
        }
        sizes += starts.1.compactMap {
          size(of: shape, fromHeight: $0, by: step * heights.step, isGood)
        }
      }
    }
    return sizes
  }

  private func size(
    of shape: AspectRatio, fromWidth start: Int, by step: Int, _ isGood: ((Int) -> Bool)? = nil
  ) -> Size? {
    // What a width lacks of a whole height repeats after so many steps. With several shapes every number is a start.
    let period = bounds.shapes.count > 1 ? 0 : shape.width * heights.step * (isGood == nil ? 1 : 64)
    return Self.first(in: widths, from: start, by: step, limit: period) { width in
      heights.contains(shape.height(forWidth: width)) && isGood?(width) ?? true
    }.map { Size(width: $0, height: shape.height(forWidth: $0)) }
  }

  private func size(
    of shape: AspectRatio, fromHeight start: Int, by step: Int, _ isGood: ((Int) -> Bool)?
  ) -> Size? {
    let period = bounds.shapes.count > 1 ? 0 : shape.height * widths.step * (isGood == nil ? 1 : 64)
    return Self.first(in: heights, from: start, by: step, limit: period) { height in
      let width = shape.width(forHeight: height)
      return widths.contains(width) && isGood?(width) ?? true
    }.map { Size(width: shape.width(forHeight: $0), height: $0) }
  }

  /// The largest size of the range that has a size's own shape, is not larger, and fits.
  ///
  /// `fits` must hold for smaller pictures when it holds for larger ones. Nil when not even the smallest fits.
  func shrunk(_ size: Size, toFit fits: (Size) -> Bool) -> Size? {
    func candidate(_ index: Int) -> Size {
      let width = widths.min + index * widths.step
      let height = heights.atMost(max(heights.min, width * size.height / size.width))
      return Size(width: width, height: height ?? heights.min)
    }
    guard fits(candidate(0)) else {
      let smallest = Size(width: widths.min, height: heights.min)
      return fits(smallest) ? smallest : nil
    }
    var (low, high) = (0, max(0, (min(size.width, widths.max) - widths.min) / widths.step))
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(candidate(middle)) { low = middle } else { high = middle - 1 }
    }
    guard let shape = bounds.shapes.first else { return candidate(low) }
    return self.size(of: shape, fromWidth: candidate(low).width, by: -widths.step)
  }
}

extension FrameSize {
  /// The range as a stepwise one; a single size is a range of itself.
  var limits: (min: Size, max: Size, step: Size) {
    switch self {
    case .discrete(let size): (size.clamped, size.clamped, Size(width: 1, height: 1))
    case .stepwise(let min, let max, let step): (min.clamped, max.clamped, step.clamped)
    case .continuous(let min, let max): (min.clamped, max.clamped, Size(width: 1, height: 1))
    }
  }
}

extension Size {
  /// The size within what can be computed with: a catalogue may come from anywhere.
  fileprivate var clamped: Size {
    func clamp(_ side: Int) -> Int { min(max(side, 0), Values.largestSide) }
    return Size(width: clamp(width), height: clamp(height))
  }
}

extension Array where Element: Hashable {
  /// The elements in their order, each once.
  var withoutRepetition: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
