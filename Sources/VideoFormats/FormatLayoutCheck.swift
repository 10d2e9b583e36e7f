/// How the strides and sizes a driver states compare with what the pixel format needs.
///
/// A larger stride or size is padding and harmless; a smaller one means that a picture does not fit and
/// that reading it would run past its end.
public struct FormatLayoutCheck: Hashable, Sendable {
  /// One difference.
  public enum Difference: Hashable, Sendable {
    /// The driver uses another number of memory planes than the format has.
    case planeCount(expected: Int, stated: Int)
    /// Lines are this many bytes longer than their pixels need.
    case stridePadded(plane: Int, bytes: Int)
    /// Lines are this many bytes shorter than their pixels need.
    case strideTooSmall(plane: Int, bytes: Int)
    /// The plane holds this many bytes more than its lines need.
    case sizePadded(plane: Int, bytes: Int)
    /// The plane holds this many bytes fewer than its lines need.
    case sizeTooSmall(plane: Int, bytes: Int)

    /// Whether a picture can't be read safely.
    public var isError: Bool {
      switch self {
      case .stridePadded, .sizePadded: return false
      case .planeCount, .strideTooSmall, .sizeTooSmall: return true
      }
    }
  }

  /// The format as the driver states it.
  public var format: Format
  /// What the layout needs at the driver's strides; nil when the pixel format has no fixed layout.
  public var expected: [Format.Plane]?
  /// All differences, plane by plane.
  public var differences: [Difference]

  /// Compares a driver's format with its layout.
  ///
  /// - Parameters:
  ///   - format: What `VIDIOC_G_FMT`, `TRY_FMT` or `S_FMT` returned.
  ///   - padding: Bytes of each memory plane that are no part of the picture, such as a `data_offset`.
  public init(_ format: Format, padding: [Int] = []) {
    self.format = format
    self.expected = format.expectedPlanes
    self.differences = []
    guard let layout = format.pixelFormat.layout, let expected else { return }
    guard expected.count == format.planes.count else {
      differences = [.planeCount(expected: expected.count, stated: format.planes.count)]
      return
    }
    let least = layout.planes(width: format.width, height: format.height)
    for (plane, stated) in format.planes.enumerated() {
      let stride = stated.bytesPerLine - least[plane].bytesPerLine
      if stride > 0 { differences.append(.stridePadded(plane: plane, bytes: stride)) }
      if stride < 0 { differences.append(.strideTooSmall(plane: plane, bytes: -stride)) }
      let extra = padding.indices.contains(plane) ? padding[plane] : 0
      let size = stated.size - expected[plane].size - extra
      if size > 0 { differences.append(.sizePadded(plane: plane, bytes: size)) }
      if size < 0 { differences.append(.sizeTooSmall(plane: plane, bytes: -size)) }
    }
  }

  /// Whether the driver states exactly the smallest strides and sizes.
  public var isExact: Bool { expected != nil && differences.isEmpty }

  /// Whether some difference means that a picture can't be read safely.
  public var hasErrors: Bool { differences.contains(where: \.isError) }
}

extension Format {
  /// What the layout needs for each memory plane at the strides stated here.
  ///
  /// Nil when the pixel format has no fixed layout, as compressed ones, or the size is empty.
  public var expectedPlanes: [Plane]? {
    guard let layout = pixelFormat.layout, width > 0, height > 0 else { return nil }
    return layout.planes(
      width: width, height: height, bytesPerLine: planes.map(\.bytesPerLine))
  }
}

extension FormatLayoutCheck.Difference: CustomStringConvertible {
  /// The difference in words, without a full stop.
  public var description: String {
    switch self {
    case .planeCount(let expected, let stated):
      return "the format has \(count(expected, "memory plane")), the driver states \(stated)"
    case .stridePadded(let plane, let bytes):
      return "plane \(plane): stride padded by \(count(bytes, "byte"))"
    case .strideTooSmall(let plane, let bytes):
      return "plane \(plane): stride too small for the pixels by \(count(bytes, "byte"))"
    case .sizePadded(let plane, let bytes):
      return "plane \(plane): size larger than needed by \(count(bytes, "byte"))"
    case .sizeTooSmall(let plane, let bytes):
      return "plane \(plane): size smaller than needed by \(count(bytes, "byte"))"
    }
  }
}

extension FormatLayoutCheck: CustomStringConvertible {
  /// All differences in words, or that there is none, or nothing to compare with.
  public var description: String {
    guard expected != nil else { return "\(format.pixelFormat) has no fixed layout" }
    guard !differences.isEmpty else { return "strides and sizes are exact" }
    return differences.map(\.description).joined(separator: "; ")
  }
}

/// A number and its noun.
private func count(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
