internal import SystemPackage
internal import V4L2
internal import VideoFormats

// Which standard or timings a choice means can be told only with the input chosen.
extension CaptureQueue {
  func select(_ choice: SourceConfiguration.StandardChoice) throws(V4L2Error) {
    let known = try device.standards()
    guard !known.isEmpty else {
      throw refusal("VIDIOC_S_STD", "the chosen input has no analogue standards")
    }
    let standard: VideoStandard
    switch choice {
    case .exact(let named): standard = named
    case .detected: standard = try detectedStandard()
    }
    let offered = known.reduce(VideoStandard()) { $0.union($1.standard) }
    guard !offered.isDisjoint(with: standard) else {
      throw refusal(
        "VIDIOC_S_STD",
        "the chosen input does not take \(standard): it takes \(Self.few(known.map(\.name)))")
    }
    if try device.standard() != standard { try device.setStandard(standard) }
  }

  private func detectedStandard() throws(V4L2Error) -> VideoStandard {
    switch try device.detectStandard() {
    case .detected(let standard): return standard
    case .noSignal:
      throw V4L2Error("VIDIOC_QUERYSTD", node: device.path, reason: .system(.noLink))
    case .unsupported:
      throw refusal("VIDIOC_QUERYSTD", "the chosen input cannot detect a standard: name it")
    }
  }

  func select(_ choice: SourceConfiguration.TimingsChoice) throws(V4L2Error) {
    guard let current = try device.timings() else {
      throw refusal("VIDIOC_S_DV_TIMINGS", "the chosen input has no digital timings")
    }
    let timings: VideoTimings
    switch choice {
    case .exact(let exact): timings = exact
    case .named(let name): timings = try self.timings(named: name, current)
    case .detected: timings = try detectedTimings()
    }
    if current != timings { try device.setTimings(timings) }
  }

  private func timings(
    named name: String, _ current: VideoTimings
  ) throws(V4L2Error) -> VideoTimings {
    let list = try device.timingsList()
    let found = VideoTimings.matching(name, among: list)
    // Timings that differ in their blanking only share a name; whoever has one of them keeps it.
    let names = Self.distinct(found)
    if names.count > 1 {
      throw refusal(
        "VIDIOC_S_DV_TIMINGS", "'\(name)' may be \(Self.few(names)): write the one that is meant")
    }
    if let first = found.first { return found.contains(current) ? current : first }
    let size = name.prefix { !"pPiI".contains($0) } + name.filter { "pPiI".contains($0) }.prefix(1)
    let near = VideoTimings.matching(String(size), among: list)
    let offered = Self.distinct(near.isEmpty ? list : near)
    throw refusal(
      "VIDIOC_S_DV_TIMINGS",
      offered.isEmpty
        ? "the chosen input lists no timings to find '\(name)' among"
        : "the chosen input does not take '\(name)': it takes \(Self.few(offered))"
          + (near.isEmpty ? "" : " of that size"))
  }

  private func detectedTimings() throws(V4L2Error) -> VideoTimings {
    func failure(_ errno: Errno) -> V4L2Error {
      V4L2Error("VIDIOC_QUERY_DV_TIMINGS", node: device.path, reason: .system(errno))
    }
    switch try device.detectTimings() {
    case .detected(let timings): return timings
    case .noLink: throw failure(.noLink)
    case .noLock: throw failure(.noLocks)
    case .outOfRange: throw failure(.outOfRange)
    case .unsupported:
      throw refusal("VIDIOC_QUERY_DV_TIMINGS", "the chosen input cannot detect timings: name them")
    }
  }

  /// Names without repetition, in their order.
  private static func distinct(_ timings: [VideoTimings]) -> [String] {
    timings.map(\.description).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// The first few of many.
  private static func few(_ names: [String]) -> String {
    let shown = names.prefix(6).joined(separator: ", ")
    return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
  }
}
