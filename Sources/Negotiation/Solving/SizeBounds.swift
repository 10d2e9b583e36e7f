internal import VideoFormats

/// What an alternative says of sizes: how far they may go, and where they would best be.
struct SizeBounds {
  private(set) var width = 1...Values.largestSide
  private(set) var height = 1...Values.largestSide
  /// Widths that some constraint names, required or preferred.
  private(set) var widths: [Int] = []
  /// Heights that some constraint names.
  private(set) var heights: [Int] = []
  /// Shapes that some constraint names.
  private(set) var shapes: [AspectRatio] = []
  /// Whether the required bounds leave no size at all.
  private(set) var isEmpty = false

  init(_ alternative: Constraints.Alternative) {
    for constraint in alternative {
      switch constraint.condition {
      case .width(let relation, let pixels): addWidth(relation, pixels, constraint.isPreference)
      case .height(let relation, let pixels): addHeight(relation, pixels, constraint.isPreference)
      case .size(let relation, let size):
        addWidth(relation, size.width, constraint.isPreference)
        addHeight(relation, size.height, constraint.isPreference)
      case .aspect(let shape): shapes.append(shape)
      default: break
      }
    }
  }

  private mutating func addWidth(_ relation: Constraint.Relation, _ pixels: Int, _ isSoft: Bool) {
    widths.append(pixels)
    if !isSoft { isEmpty = !Self.narrow(&width, relation, pixels) || isEmpty }
  }

  private mutating func addHeight(_ relation: Constraint.Relation, _ pixels: Int, _ isSoft: Bool) {
    heights.append(pixels)
    if !isSoft { isEmpty = !Self.narrow(&height, relation, pixels) || isEmpty }
  }

  private static func narrow(
    _ range: inout ClosedRange<Int>, _ relation: Constraint.Relation, _ number: Int
  ) -> Bool {
    let low = relation == .atMost ? range.lowerBound : max(range.lowerBound, number)
    let high = relation == .atLeast ? range.upperBound : min(range.upperBound, number)
    guard low <= high else { return false }
    range = low...high
    return true
  }

  /// The size to ask of a driver that lists none; nil to leave it to the driver.
  var request: Size? {
    guard let width = widths.first ?? shape(of: heights.first, \.width),
      let height = heights.first ?? shape(of: widths.first, \.height)
    else { return nil }
    return Size(
      width: min(max(width, self.width.lowerBound), self.width.upperBound),
      height: min(max(height, self.height.lowerBound), self.height.upperBound))
  }

  private func shape(of side: Int?, _ other: KeyPath<Size, Int>) -> Int? {
    guard let side, let shape = shapes.first else { return nil }
    return other == \.width ? shape.width(forHeight: side) : shape.height(forWidth: side)
  }
}
