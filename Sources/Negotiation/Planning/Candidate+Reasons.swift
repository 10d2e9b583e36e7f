internal import VideoFormats

extension Candidate {
  /// Why the candidate stands where it stands, the weightiest first, each a phrase.
  public var reasons: [String] {
    var reasons = constraints.compactMap { reason(for: $0) }
    if !constraints.contains(where: \.isAboutSize) {
      reasons.append(size.map { sizeWords($0) } ?? "size left to the driver")
    }
    if !constraints.contains(where: \.isAboutRate) {
      reasons.append(interval.map { "\($0)" } ?? "rate not listed")
    }
    if offer.isEmulated { reasons.append("emulated by a library") }
    reasons.append(cost)
    return reasons
  }

  private func sizeWords(_ size: Size) -> String {
    guard offer.description.sizes.indices.contains(point.sizeEntry) else { return "\(size)" }
    switch offer.description.sizes[point.sizeEntry].size {
    case .discrete: return "\(size)"
    case .stepwise, .continuous: return "\(size), from a range"
    }
  }

  /// Compressed or not, and the bandwidth where it is known.
  private var cost: String {
    if isCompressed { return "compressed" }
    guard let bytes = bytesPerSecond else {
      return bytesPerFrame.map { "uncompressed, \($0) bytes a frame" } ?? "uncompressed"
    }
    return "uncompressed, \(Quantities.bandwidth(bytes))"
  }

  /// What the candidate has to say to one constraint; nil where nothing needs saying.
  private func reason(for constraint: Constraint) -> String? {
    let grade = constraint.condition.grade(point, offer)
    switch grade.verdict {
    case .open: return open(constraint.condition)
    case .met: return met(constraint.condition, grade.distance == .zero)
    case .missed: return missed(constraint.condition)
    }
  }

  private func open(_ condition: Constraint.Condition) -> String {
    switch condition {
    case .size, .width, .height, .aspect:
      size.map { "size \($0) not listed, to be tried" } ?? "sizes not listed, to be tried"
    case .rate: "rates not listed, \(condition) to be tried"
    case .bandwidth:
      isCompressed ? "bandwidth of a compressed format not known" : "bandwidth not known"
    case .stride(let multiple):
      "lines to be padded to a multiple of \(multiple) bytes, if the driver agrees"
    default: "\(condition) to be asked of the driver"
    }
  }

  private func met(_ condition: Constraint.Condition, _ isExact: Bool) -> String? {
    switch condition {
    case .format(let formats):
      if formats.count == 1 { return "\(pixelFormat) as asked" }
      let place = formats.firstIndex(of: pixelFormat) ?? 0
      return "\(pixelFormat) is choice \(place + 1) of \(formats.count)"
    case .compressed: return nil
    case .size(.exactly, _): return "exact size"
    case .width(.exactly, _): return "exact width"
    case .height(.exactly, _): return "exact height"
    case .size(let relation, let wanted):
      return isExact ? "exact size" : "\(size ?? wanted) is \(relation.words) \(wanted)"
    case .width(let relation, let pixels):
      return isExact
        ? "exact width" : "\(size?.width ?? pixels) pixels wide, \(relation.words) \(pixels)"
    case .height(let relation, let pixels):
      return isExact
        ? "exact height" : "\(size?.height ?? pixels) lines, \(relation.words) \(pixels)"
    case .aspect(let shape): return "shape \(shape)"
    case .rate(_, let wanted):
      guard let interval else { return nil }
      if isExact { return "\(interval)" }
      return wanted.isMet(by: interval) ? "\(interval), as good as \(wanted)" : "\(interval)"
    case .memory(let types):
      return types.first { offer.memory?.contains($0) == true }.map { "\($0) memory" }
    case .planes:
      return offer.memoryPlanes.map { $0 == 1 ? "one memory plane" : "\($0) memory planes" }
    case .stride(let multiple): return "lines are a multiple of \(multiple) bytes"
    case .bandwidth(let limit): return "within \(Quantities.bandwidth(limit))"
    default: return "\(condition), to which the driver converts"
    }
  }

  private func missed(_ condition: Constraint.Condition) -> String {
    switch condition {
    case .format: "\(pixelFormat) instead of \(condition.valueWords)"
    case .compressed(let wanted): wanted ? "not compressed" : "compressed, though raw is preferred"
    case .size, .width, .height:
      "\(size.map { "\($0)" } ?? "no size") instead of \(condition.valueWords)"
    case .aspect(let shape):
      "shape \(size.map { "\(AspectRatio($0.width, $0.height))" } ?? "?") instead of \(shape)"
    case .rate: "\(interval.map { "\($0)" } ?? "no rate") instead of \(condition.valueWords)"
    case .bandwidth(let limit):
      "above \(Quantities.bandwidth(limit))"
    default: "without \(condition)"
    }
  }
}

extension Constraint {
  fileprivate var isAboutSize: Bool {
    switch condition {
    case .size: true
    default: false
    }
  }

  var isAboutRate: Bool {
    if case .rate = condition { true } else { false }
  }
}

extension Constraint.Relation {
  fileprivate var words: String {
    switch self {
    case .exactly: "exactly"
    case .atLeast: "at least"
    case .atMost: "at most"
    }
  }
}

extension Constraint.Condition {
  /// What is named, in words.
  fileprivate var valueWords: String {
    switch self {
    case .format(let formats): formats.map(\.description).joined(separator: " or ")
    case .size(.exactly, let size): "\(size)"
    case .size(let relation, let size): "\(relation.words) \(size)"
    case .width(let relation, let pixels):
      "\(relation == .exactly ? "" : relation.words + " ")\(pixels) wide"
    case .height(let relation, let pixels):
      "\(relation == .exactly ? "" : relation.words + " ")\(pixels) high"
    case .rate(.exactly, let rate): "\(rate) fps"
    case .rate(let relation, let rate): "\(relation.words) \(rate) fps"
    default: description
    }
  }
}
