public import Negotiation
internal import SystemPackage
public import V4L2
public import VideoFormats

/// Negotiates with a live device: explores by asking, and sets once.
///
/// Exploring never changes the device: what it would grant is asked with `VIDIOC_TRY_FMT`. The catalogue belongs
/// to the chosen input, standard and timings; after changing those, make a new negotiator or call `refresh`.
public struct DeviceNegotiator: Sendable {
  /// The device.
  public let device: Device
  /// The queue that is negotiated.
  public let queue: QueueType
  /// What the device offers; a format list that is empty means that it enumerates nothing.
  public private(set) var catalog: FormatCatalog
  /// Whether the driver answers `VIDIOC_TRY_FMT`, as far as it was asked.
  public private(set) var canTry = true

  /// Reads a device's catalogue; fails when it captures no pictures.
  public init(_ device: Device) throws(V4L2Error) {
    guard let queue = device.information.pictureCaptureQueue else {
      throw V4L2Error(
        "open", node: device.path,
        reason: .unsupported("the node captures no pictures (\(device.information.card))"))
    }
    self.device = device
    self.queue = queue
    catalog = FormatCatalog(node: device.path, queues: [])
    try refresh()
  }

  /// Reads the catalogue anew, after the source has changed.
  public mutating func refresh() throws(V4L2Error) {
    catalog = try device.formatCatalog()
  }

  /// The catalogue's entry of the queue that is negotiated.
  ///
  /// A driver that enumerates nothing still has a format: the one that is set, which then stands for its list.
  public func offers(current: Format?) -> QueueFormats {
    let known = catalog.queues.first { $0.type == queue }
    guard known?.formats.isEmpty != false, let current else {
      return known ?? QueueFormats(type: queue, formats: [])
    }
    let only = FormatDescription(
      pixelFormat: current.pixelFormat, description: "the format that is set")
    return QueueFormats(type: queue, memory: known?.memory, formats: [only])
  }

  /// The best candidates of the catalogue, each tried with the driver.
  ///
  /// - Parameters:
  ///   - constraints: What is asked.
  ///   - limit: How many proposals that will do are wanted; up to four times as many are tried.
  public mutating func plan(
    _ constraints: Constraints, limit: Int = 5
  ) throws(V4L2Error) -> NegotiationPlan {
    var queue = offers(current: try device.format(of: queue))
    queue.formats += named(by: constraints, missingFrom: queue)
    let negotiator = Negotiator(queue, constraints)
    let ranked = negotiator.ranked()
    var plan = NegotiationPlan(
      proposals: [], rejected: [], explanation: nil, candidateCount: ranked.count)
    if ranked.isEmpty { plan.explanation = negotiator.explanation() }
    let limit = min(max(limit, 1), Self.mostProposals)
    // Each alternative has tries of its own, so that one the driver refuses does not hide the next.
    var tries: [Int: Int] = [:]
    for candidate in ranked {
      tries[candidate.alternative, default: 0] += 1
      guard tries[candidate.alternative, default: 0] <= 4 * limit else { continue }
      let proposal = try propose(candidate)
      if plan.proposals.contains(where: { $0.candidate == candidate }) { continue }
      if proposal.unmet.isEmpty, !proposal.isRefused {
        plan.proposals.append(proposal)
        if plan.proposals.count == limit { break }
      } else {
        plan.rejected.append(proposal)
      }
    }
    return plan
  }

  /// More proposals than anybody reads.
  private static let mostProposals = 10_000

  /// Formats somebody asks for that a driver without any list may have all the same.
  private func named(
    by constraints: Constraints, missingFrom queue: QueueFormats
  ) -> [FormatDescription] {
    guard catalog.queues.first(where: { $0.type == self.queue })?.formats.isEmpty != false else {
      return []
    }
    var named: [PixelFormat] = []
    for case .format(let formats) in constraints.alternatives.joined().map(\.condition) {
      named += formats.filter { format in
        !named.contains(format) && !queue.formats.contains { $0.pixelFormat == format }
      }
    }
    return named.map { FormatDescription(pixelFormat: $0, description: "not listed") }
  }

  /// Asks the driver what it would make of a candidate.
  public mutating func propose(_ candidate: Candidate) throws(V4L2Error) -> Proposal {
    let request = candidate.request
    var proposal = Proposal(
      candidate: candidate, request: request, trial: .notImplemented,
      interval: candidate.intervalRequest, differences: [], unmet: [])
    guard canTry else { return proposal }
    do {
      let granted = try device.tryFormat(request, of: queue).granted
      proposal.trial = .granted(granted)
      let listed = try listedInterval(candidate, granted)
      proposal.interval = listed ?? candidate.intervalRequest
      let grant = Grant(
        granted, interval: listed,
        memory: catalog.queues.first { $0.type == queue }?.memory)
      proposal.differences =
        FormatComparison(
          asked: request, askedInterval: candidate.intervalRequest, tried: grant,
          offer: offer(of: request.pixelFormat)
        ).differences
      proposal.unmet = candidate.requirements.filter { $0.isMet(by: grant) == false }
    } catch  where error.errno == .inappropriateIOCTLForDevice {
      canTry = false
    } catch  where error.errno == .invalidArgument {
      proposal.trial = .refused(error)
    }
    return proposal
  }

  /// Asks the driver what it would make of any request, on the catalogue or beside it.
  ///
  /// - Parameters:
  ///   - request: The format.
  ///   - interval: The time between frames that is wished for.
  public mutating func propose(
    _ request: Format, interval: Interval? = nil
  ) throws(V4L2Error) -> Proposal {
    let listed = QueueFormats(
      type: queue,
      formats: [
        FormatDescription(
          pixelFormat: request.pixelFormat,
          description: offer(of: request.pixelFormat)?.description ?? "not listed",
          flags: offer(of: request.pixelFormat)?.flags ?? [])
      ])
    let wish = Constraint(.size(.exactly, request.size), isPreference: true)
    var wishes = request.width > 0 && request.height > 0 ? [wish] : []
    if let interval {
      wishes.append(Constraint(.rate(.exactly, Rate(interval, isExact: true)), isPreference: true))
    }
    let constraints = Constraints([wishes])
    guard let candidate = Negotiator(listed, constraints).ranked().first else {
      throw V4L2Error(
        "VIDIOC_TRY_FMT", node: device.path, reason: .unsupported("there is nothing to try"))
    }
    return try propose(candidate)
  }

  /// The interval that the driver lists at the size it would grant; nil where it lists none.
  ///
  /// A catalogue has the intervals of a range's largest size only; smaller ones may be faster.
  private func listedInterval(
    _ candidate: Candidate, _ granted: Format
  ) throws(V4L2Error) -> Interval? {
    let isKnown =
      candidate.interval != nil && !candidate.isFromRange && candidate.size == granted.size
    guard !isKnown else { return candidate.interval }
    let intervals = try device.intervals(of: granted.pixelFormat, size: granted.size)
    return intervals.isEmpty ? nil : candidate.best(of: intervals, at: granted.size)
  }

  /// The catalogue's entry of a format.
  func offer(of pixelFormat: PixelFormat) -> FormatDescription? {
    catalog.queues.first { $0.type == queue }?.formats.first { $0.pixelFormat == pixelFormat }
  }
}

extension Proposal {
  /// Whether the driver refuses the request outright.
  var isRefused: Bool {
    if case .refused = trial { true } else { false }
  }
}
