package import DMABuf
internal import Display
package import SystemIO
internal import SystemPackage
package import V4L2
package import VideoFormats

/// A screen, at an end of a pipeline.
///
/// It keeps the frame that is seen, the one on its way and one that waits; each goes back after the flip away from it.
package final class DisplayStage: Consumer {
  package let description: StageDescription
  private let card: Card
  private var screen: Screen?
  private var format: Format?
  private var shown = 0
  private var skipped = 0
  private var isFinished = false

  package init(_ description: StageDescription, calls: any SystemCalls) throws(PipelineError) {
    self.description = description
    var options = StageOptions(description)
    let named = try options.text("card")
    let mode = try options.text("mode")
    try options.end()
    var request = ModeRequest.automatic
    if let mode {
      guard let read = ModeRequest(mode) else {
        throw options.refusal(of: "mode", "write a mode as 1280x720 or 1280x720@60")
      }
      request = read
    }
    do throws(DisplayError) {
      card = try Card(named ?? "0")
      screen = try Screen(
        card, connector: description.argument.isEmpty ? nil : description.argument, mode: request)
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func inputFormats() throws(PipelineError) -> [PixelFormat]? {
    screen?.pixelFormats.sorted { $0.rawValue < $1.rawValue }
  }

  package func objection(
    to format: Format, interval: Interval?
  ) throws(PipelineError) -> String? {
    do throws(DisplayError) {
      try screen?.prepare(for: format)
      return nil
    } catch {
      if case .unsupported = error.reason { return error.cause }
      throw PipelineError(error, description)
    }
  }

  package func configure(_ format: Format, interval: Interval?) throws(PipelineError) {
    self.format = format
    do throws(DisplayError) {
      try screen?.prepare(for: format)
    } catch {
      throw PipelineError(error, description)
    }
  }

  package var importsMemory: Bool { true }
  /// What is seen, what is on its way, and what waits.
  package var framesKept: Int { 3 }

  package func refusal(of buffers: [[DMABuffer]]) -> V4L2Error? {
    guard let format, let first = buffers.first, let refusal = card.importRefusal(first, as: format)
    else { return nil }
    return V4L2Error(refusal.operation, node: card.path, reason: .system(refusal.errno))
  }

  package func exportBuffers(count: Int) throws(PipelineError) -> [[DMABuffer]] {
    guard let format else { return [] }
    do throws(DisplayError) {
      return try screen?.makeBuffers(count: count, for: format) ?? []
    } catch {
      throw PipelineError(.incompatible, description, error.cause)
    }
  }

  package func settle(_ way: HandOver, count: Int) throws(PipelineError) {
    guard way == .copied else { return }
    throw PipelineError(
      .incompatible, description,
      "shares no memory with the stage before; put ' ! copy' between them, whose frames it can take"
    )
  }

  package var watched: Watched? {
    guard let descriptor = screen?.rawDescriptor else { return nil }
    return Watched(descriptor, Poller.readable)
  }

  package func service(_ events: UInt32) throws(PipelineError) {
    do throws(DisplayError) {
      guard let flip = try screen?.flipped() else { return }
      // The frame that was seen before ends here, and its buffer is free again.
      _ = consume flip
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func hasRoom(for index: Int) -> Bool { screen?.hasRoom ?? false }

  package func accept(_ frame: consuming Frame) throws(PipelineError) {
    guard screen != nil else { return }
    do throws(DisplayError) {
      _ = try screen?.show(frame, whenBusy: .replace)
    } catch {
      throw PipelineError(error, description)
    }
  }

  package func finish() throws(PipelineError) { isFinished = true }

  package var isDone: Bool { isFinished && screen?.isBusy != true }

  package func stop() {
    isFinished = true
    note()
    screen = nil
  }

  package var figures: [(name: String, value: Int)] {
    note()
    return [("framesShown", shown), ("framesSkipped", skipped)]
  }

  /// Keeps the counts, which the screen takes with it.
  private func note() {
    shown = screen?.statistics.shown ?? shown
    skipped = screen?.statistics.skipped ?? skipped
  }
}

extension PipelineError {
  init(_ error: DisplayError, _ stage: StageDescription) {
    let cause: Cause
    switch error.reason {
    case .noCard, .notACard, .noConnector, .notConnected: cause = .noSuchThing
    case .noModeSetting, .noMode, .unsupported, .missingTrait: cause = .incompatible
    case .notMaster: cause = .busy
    case .system(.permissionDenied), .system(.notPermitted): cause = .forbidden
    case .system(.resourceBusy): cause = .busy
    case .system(.noSuchFileOrDirectory): cause = .noSuchThing
    case .system, .stalled: cause = .output
    }
    self.init(cause, stage, error.description)
  }
}
