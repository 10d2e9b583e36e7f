public import VideoFormats

/// One way to use a device: a format, a size, a rate, and why it stands where it stands.
public struct Candidate: Hashable, Sendable {
  /// The pixel format.
  public let pixelFormat: PixelFormat
  /// The driver's words for the format.
  public let formatDescription: String
  /// What is special about the format.
  public let flags: FormatFlags
  /// The size; nil where the driver lists none and the constraints name none.
  public let size: Size?
  /// The time between frames; nil where the driver lists none.
  public let interval: Interval?
  /// Which of the constraints' alternatives it meets, from 0.
  public let alternative: Int

  let constraints: Constraints.Alternative
  let offer: Offer
  let point: Point

  init(
    _ point: Point, _ offer: Offer, alternative: Int, constraints: Constraints.Alternative
  ) {
    pixelFormat = offer.pixelFormat
    formatDescription = offer.description.description
    flags = offer.description.flags
    size = point.size
    interval = point.interval
    self.alternative = alternative
    self.constraints = constraints
    self.offer = offer
    self.point = point
  }

  /// Whether two candidates are the same choice, whatever they were chosen for.
  public static func == (left: Candidate, right: Candidate) -> Bool {
    left.point == right.point && left.pixelFormat == right.pixelFormat
  }

  /// Hashes the choice.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(point)
  }

  /// Whether the catalogue counts the format as compressed.
  public var isCompressed: Bool { offer.isCompressed }

  /// Bytes of one picture; nil where that varies, as in compressed formats, or is not known.
  public var bytesPerFrame: Int? {
    size.flatMap { offer.byteCount($0, stride: strideMultiple) }
  }

  /// Bytes a second, rounded up; nil where the size or the rate of pictures is not known.
  public var bytesPerSecond: Int? {
    guard let interval, let bytes = bytesPerFrame else { return nil }
    return Int(clamping: (Rate.ratio(interval) * bytes).ceiling)
  }

  private var strideMultiple: Int? {
    constraints.lazy.compactMap { constraint in
      if case .stride(let multiple) = constraint.condition { max(1, multiple) } else { nil }
    }.first
  }

  /// The request to make of the driver; what no constraint names is left to it.
  public var request: Format {
    var request = Format(pixelFormat, width: size?.width ?? 0, height: size?.height ?? 0)
    // The last is asked first, so that what is written first prevails.
    for constraint in constraints.reversed() {
      switch constraint.condition {
      case .colorSpace(let value): request.colorimetry.colorSpace = value
      case .transfer(let value): request.colorimetry.transfer = value
      case .encoding(let value): request.colorimetry.encoding = value
      case .quantization(let value): request.colorimetry.quantization = value
      case .field(let value): request.field = value
      default: break
      }
    }
    if let strideMultiple, let size, let layout = offer.layout, !isCompressed {
      request.planes = layout.planes(width: size.width, height: size.height).map {
        Format.Plane(
          bytesPerLine: ($0.bytesPerLine + strideMultiple - 1) / strideMultiple * strideMultiple)
      }
    }
    return request
  }

  /// The requirements that no catalogue answers for, so that the driver must be asked.
  public var openRequirements: [Constraint] {
    constraints.filter {
      !$0.isPreference && $0.condition.grade(point, offer).verdict == .open
    }
  }
}

extension Candidate: CustomStringConvertible {
  /// The choice, as a person would say it: `YUYV 1280x720 @ 30 fps`.
  public var description: String {
    "\(pixelFormat)" + (size.map { " \($0)" } ?? "") + (interval.map { " @ \($0)" } ?? "")
  }
}

extension Candidate {
  /// The interval to ask the driver for: the candidate's, or the first that is named where none is listed, or
  /// where the listed ones may not be all.
  public var intervalRequest: Interval? {
    let rates = constraints.filter(\.isAboutRate)
    let open = rates.first {
      !$0.isPreference && $0.condition.grade(point, offer).verdict == .open
    }
    guard case .rate(_, let rate)? = (open ?? (interval == nil ? rates.first : nil))?.condition
    else { return interval }
    return rate.interval
  }

  /// The constraints it must meet.
  public var requirements: [Constraint] { constraints.filter { !$0.isPreference } }

  /// Whether the size is one of a range the driver states.
  public var isFromRange: Bool {
    guard offer.description.sizes.indices.contains(point.sizeEntry) else { return false }
    if case .discrete = offer.description.sizes[point.sizeEntry].size { return false }
    return true
  }

  /// The best of other intervals at another size under the same constraints, the nearest where none meets them.
  public func best(of intervals: [FrameInterval], at size: Size) -> Interval? {
    let entry = SizeDescription(size: .discrete(size), intervals: intervals)
    let format = FormatDescription(
      pixelFormat: pixelFormat, description: formatDescription, flags: flags, sizes: [entry])
    let relevant = constraints.filter(\.isAboutRate)
    let queue = QueueFormats(type: .videoCapture, formats: [format])
    return Negotiator(queue, Constraints([relevant], endsWithNearest: true)).ranked().first?
      .interval
  }
}
