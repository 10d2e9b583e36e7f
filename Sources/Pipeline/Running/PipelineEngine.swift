internal import SystemIO
internal import SystemPackage
internal import V4L2

/// Moves frames along a graph's links until there are no more.
///
/// One thread sleeps for every descriptor at once and then moves what can be moved: a stage that became ready is
/// served, its frames go into the links that lead on, and links hand on what their sinks have room for. A sink
/// that gives a frame back thereby gives its buffer to where it came from.
final class PipelineEngine {
  private final class Member {
    let stage: any Stage
    let incoming: Int?
    let outgoing: [Int]
    var isFinishing = false
    var isGone = false
    var failure: PipelineError?
    var watched: Watched?
    /// Splits its frames where several links lead on.
    var splitter: FrameSplitter?

    init(_ node: PipelineGraph.Node) {
      stage = node.stage
      incoming = node.incoming
      outgoing = node.outgoing
    }
  }

  private let members: [Member]
  private let links: [PipelineLink]
  private let options: Pipeline.Options
  private let calls: any SystemCalls
  private let wake: WakeEvent
  private var poll: PollSet?
  private var frames = 0
  private var end = PipelineReport.End.running
  private var failure: PipelineError?
  private var begun: Int64 = 0
  private var ended: Int64 = 0
  /// When something last happened, once the end has begun.
  private var lastProgress: Int64 = 0
  /// Whether nothing can be waited for any more.
  private var isBroken = false

  /// How long what is under way may take to end in order, in nanoseconds.
  private static let patience: Int64 = 5_000_000_000

  init(
    _ graph: PipelineGraph, _ options: Pipeline.Options, _ calls: any SystemCalls,
    _ wake: WakeEvent
  ) {
    members = graph.nodes.map(Member.init)
    links = graph.edges.map { edge in
      PipelineLink(from: graph.nodes[edge.source].stage, to: graph.nodes[edge.sink].stage)
    }
    self.options = options
    self.calls = calls
    self.wake = wake
  }

  /// When it is to end at the latest.
  private var limit: Int64? {
    options.duration.map { begun.addingReportingOverflow($0.clampedNanoseconds) }.map {
      $0.overflow ? .max : $0.partialValue
    }
  }

  private var now: Int64 { calls.monotonicNanoseconds() }
  private var source: Member { members[0] }

  func run(_ watch: ((PipelineReport) -> Void)?) -> PipelineReport {
    begun = now
    start()
    var nextWatch = begun + 250_000_000
    while !isBroken, !isDone {
      if watch != nil || options.duration != nil || end != .running {
        let moment = now
        if let watch, moment >= nextWatch {
          watch(report)
          nextWatch = moment + 250_000_000
        }
        if end == .running, let timeLimit = limit, moment >= timeLimit {
          endSource(.duration)
        }
        if end != .running, moment >= lastProgress + Self.patience {
          giveUp()
          break
        }
      }
      step(watch == nil ? nil : nextWatch)
    }
    stop()
    if ended == 0 { ended = now }
    return report
  }

  /// What is under way has not moved for too long: whoever is not done is told.
  private func giveUp() {
    guard failure == nil, let late = members.first(where: { !$0.isGone && !$0.stage.isDone })
    else { return }
    failure = PipelineError(
      .output, late.stage.description,
      "did not finish within 5 s of the end; what it still had is lost")
    end = .failed
  }

  // MARK: Beginning and end

  /// Starts stages, those that take frames first.
  private func start() {
    for member in members.reversed() where end != .failed {
      do throws(PipelineError) {
        try member.stage.start()
      } catch {
        fail(member, error)
      }
    }
    rebuildPoll()
    pump()
  }

  /// Puts what is watched into a new set.
  private func rebuildPoll() {
    do throws(Errno) {
      let set = try PollSet(
        calls: calls, sharing: calls as? any SharingCalls ?? Kernel.shared)
      for (index, member) in members.enumerated() where !member.isGone {
        member.watched = member.stage.watched
        if let watched = member.watched {
          try set.add(watched.descriptor, events: watched.events, number: UInt32(index))
        }
      }
      try set.add(
        wake.rawDescriptor, events: Poller.readable, number: UInt32(members.count))
      poll = set
    } catch {
      failure = PipelineError(.output, "can't wait for the devices: \(error)")
      end = .failed
      isBroken = true
    }
  }

  /// Follows a stage that wants to be woken for something else than before.
  private func refresh(_ index: Int) {
    let member = members[index]
    let wanted = member.isGone ? nil : member.stage.watched
    guard wanted != member.watched, let poll else { return }
    if let watched = member.watched { poll.remove(watched.descriptor) }
    member.watched = wanted
    if let watched = wanted {
      do throws(Errno) {
        try poll.add(watched.descriptor, events: watched.events, number: UInt32(index))
      } catch {
        fail(
          member,
          PipelineError(.output, member.stage.description, "can't be waited for: \(error)"))
      }
    }
  }

  private var isDone: Bool {
    for index in 0..<members.count {
      let member = members[index]
      guard member.isGone || (member.isFinishing && member.stage.isDone) else { return false }
    }
    return true
  }

  /// Takes no more frames from the source; what is under way goes on.
  private func endSource(_ reason: PipelineReport.End) {
    guard end == .running else { return }
    end = reason
    ended = now
    lastProgress = ended
    finish(source)
  }

  private func finish(_ member: Member) {
    guard !member.isFinishing, !member.isGone else { return }
    member.isFinishing = true
    do throws(PipelineError) {
      try member.stage.finish()
    } catch {
      fail(member, error)
    }
  }

  /// Ends the stages, those that make frames first, so that what is written is whole.
  private func stop() {
    for member in members { member.stage.stop() }
    for link in links { link.close() }
    poll = nil
  }

  /// A stage has failed: the pipeline goes on without it, or ends.
  private func fail(_ member: Member, _ error: PipelineError) {
    guard !member.isGone else { return }
    member.isGone = true
    member.failure = error
    if let incoming = member.incoming { links[incoming].close() }
    if let watched = member.watched { poll?.remove(watched.descriptor) }
    member.watched = nil
    member.stage.stop()
    if member.stage.description.isSurvivable {
      let isAnySinkLeft = members.contains { !$0.isGone && $0.outgoing.isEmpty }
      if !isAnySinkLeft { endSource(.noSink) }
      return
    }
    if failure == nil { failure = error }
    if ended == 0 { ended = now }
    end = .failed
    lastProgress = now
    // Those that have not failed end in order: what reached them is worked off.
    finish(source)
  }

  // MARK: Moving frames

  /// Sleeps until something is ready, and acts on it.
  private func step(_ nextWatch: Int64?) {
    let event: PollSet.Event?
    do throws(Errno) {
      event = try poll?.wait(milliseconds: patience(nextWatch))
    } catch {
      failure = PipelineError(.output, "can't wait for the devices: \(error)")
      end = .failed
      isBroken = true
      return
    }
    guard let event else {
      serveDeadlines()
      pump()
      return
    }
    if end != .running { lastProgress = now }
    if event.number == UInt32(members.count) {
      wake.take()
      if end == .count || end == .duration || end == .endOfStream { end = .woken }
      endSource(.woken)
    } else {
      serve(Int(event.number), event.events)
    }
    pump()
  }

  /// Milliseconds to the next thing that happens without a descriptor; negative when there is none.
  private func patience(_ nextWatch: Int64?) -> Int {
    // No closure: it would be allocated anew for every wait.
    var soonest = nextWatch ?? .max
    for index in 0..<members.count where !members[index].isGone {
      if let deadline = members[index].stage.deadline {
        soonest = min(soonest, deadline.nanoseconds)
      }
    }
    if let limit { soonest = min(soonest, limit) }
    let moment = now
    if end != .running { soonest = min(soonest, moment + 50_000_000) }
    guard soonest < .max else { return -1 }
    return Int(max(0, soonest - moment) / 1_000_000) + 1
  }

  private func serve(_ index: Int, _ events: UInt32) {
    let member = members[index]
    guard !member.isGone else { return }
    do throws(PipelineError) {
      try member.stage.service(events)
    } catch {
      fail(member, error)
    }
  }

  private func serveDeadlines() {
    let moment = now
    for (index, member) in members.enumerated() where !member.isGone {
      if let deadline = member.stage.deadline, deadline.nanoseconds <= moment { serve(index, 0) }
    }
  }

  // The loops below count, as iterators allocate in builds that are not optimised, and a frame is to cost none.

  /// Moves frames for as long as any moves, then passes on that no more will come.
  private func pump() {
    var isMoving = true
    while isMoving {
      isMoving = false
      for index in 0..<members.count {
        let member = members[index]
        guard !member.outgoing.isEmpty, !member.isGone else { continue }
        if takeAll(member) { isMoving = true }
        refresh(index)
      }
      for index in 0..<links.count where !links[index].isEmpty {
        if deliver(links[index]) { isMoving = true }
      }
      if passEnds() { isMoving = true }
    }
    for index in 0..<members.count where members[index].outgoing.isEmpty { refresh(index) }
  }

  /// Hands on what a link's sink has room for; whether it was anything.
  private func deliver(_ link: PipelineLink) -> Bool {
    do throws(PipelineError) {
      return try link.deliver(calls)
    } catch {
      if let member = members.first(where: { $0.stage === link.sink }) { fail(member, error) }
      return false
    }
  }

  /// Takes what a stage has made and puts it into the links that lead on.
  private func takeAll(_ member: Member) -> Bool {
    var isAny = false
    do throws(PipelineError) {
      while let frame = try member.stage.take() {
        isAny = true
        emit(frame, from: member)
        if member.incoming == nil {
          frames += 1
          if frames == options.frames { endSource(.count) }
        }
      }
    } catch {
      fail(member, error)
    }
    return isAny
  }

  /// Gives a frame to every link that leads on; it is theirs together until the last has let go of it.
  private func emit(_ frame: consuming Frame, from member: Member) {
    // Frames that come after the last that was wanted go back.
    if member.incoming == nil, let limit = options.frames, frames >= limit { return }
    var frame = frame
    let last = member.outgoing.count - 1
    for index in 0..<last {
      if let share = FrameSplitter.split(&frame, with: &member.splitter) {
        links[member.outgoing[index]].offer(share)
      }
    }
    links[member.outgoing[last]].offer(frame)
  }

  /// A stage that is done ends its links; a link that has ended and is empty ends its sink.
  private func passEnds() -> Bool {
    var isAny = false
    if end == .running, source.stage.isDone {
      endSource(.endOfStream)
      isAny = true
    }
    for index in 0..<members.count where !members[index].outgoing.isEmpty {
      let member = members[index]
      guard member.isGone || (member.isFinishing && member.stage.isDone) else { continue }
      for link in member.outgoing where !links[link].hasEnded { links[link].end() }
    }
    for index in 0..<members.count {
      let member = members[index]
      guard let incoming = member.incoming, !member.isFinishing, !member.isGone else { continue }
      if links[incoming].hasEnded, links[incoming].isEmpty {
        finish(member)
        isAny = true
      }
    }
    return isAny
  }

  // MARK: Telling

  private var report: PipelineReport {
    let until = ended > 0 ? ended : now
    return PipelineReport(
      links: links.map { link in
        PipelineReport.Link(
          source: link.source.name, sink: link.sink.name, frames: link.delivered,
          drops: PipelineReport.Drops(
            oldest: link.droppedOldest, newest: link.droppedNewest, abandoned: link.abandoned),
          depth: link.count, deepest: link.deepest, latency: link.latency,
          bytesCopied: link.sink.bytesCopied)
      },
      stages: members.map { member in
        PipelineReport.Stage(
          name: member.stage.name,
          figures: Dictionary(
            member.stage.figures.map { ($0.name, $0.value) }, uniquingKeysWith: +),
          failure: member.failure?.description)
      },
      frames: frames, duration: .nanoseconds(until - begun), end: end, failure: failure)
  }
}
