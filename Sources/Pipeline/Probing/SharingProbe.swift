internal import DMABuf
internal import Display
package import SystemIO
internal import SystemPackage
internal import V4L2
internal import VideoFormats

/// Finds out which of two sides takes whose buffers, by trying.
///
/// Each try allocates a few buffers, has the other side import it, and frees it again; formats are put back afterwards.
/// Nothing is started and nothing shown.
public struct SharingProbe: Sendable {
  /// What became of one try.
  public struct Cell: Hashable, Sendable {
    /// Whose memory it was.
    public var exporter: String
    /// Who was to take it.
    public var importer: String
    /// Why it did not, or why there was nothing to take; nil where it did.
    public var failure: ProbeFailure?
    /// Whether it was the exporter that failed.
    public var isExportFailure = false
  }

  /// A side, and what it is.
  public struct Party: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it is.
    public var kind: String
  }

  /// The two sides.
  public let parties: [Party]
  /// Every try.
  public let cells: [Cell]
  /// What a pipeline from the first to the second would do, in words.
  public let choice: String
  /// Whether that is without a copy.
  public let isWithoutCopy: Bool

  /// Probes two sides given by name: a V4L2 device, `card:DEVICE`, `heap:NAME`, `udmabuf`.
  public init(_ first: String, _ second: String) throws(PipelineError) {
    let maker = ProbePartyMaker(calls: Machine.current.calls)
    let one = try maker.make(first, isSecond: false)
    let two = try maker.make(second, isSecond: true)
    try self.init(one, two, calls: Machine.current.calls)
  }

  package init(
    _ one: any ProbeParty, _ two: any ProbeParty, calls: any SystemCalls
  ) throws(PipelineError) {
    guard one.imports || two.imports else {
      throw PipelineError(
        .description,
        "neither '\(one.name)' nor '\(two.name)' takes memory of others; name a device on one side")
    }
    if let one = one as? QueueParty, let two = two as? QueueParty { two.follow(one.format) }
    if let one = one as? QueueParty, let two = two as? CardParty { two.format = one.show(two) }
    if let one = one as? CardParty, let two = two as? QueueParty { one.format = two.show(one) }
    let sides: [any ProbeParty] = [one, two]
    var makers: [any ProbeParty] = sides
    if !sides.contains(where: { $0 is HeapParty }) {
      makers.append(HeapParty("system", calls: calls))
    }
    if !sides.contains(where: { $0 is UserMemoryParty }) { makers.append(UserMemoryParty()) }
    var cells: [Cell] = []
    for maker in makers where maker.exports {
      for side in sides where side !== maker && side.imports {
        cells.append(Self.attempt(maker, side))
      }
    }
    one.restore()
    two.restore()
    // What is in use, or gone, was not tried: no answer of it says anything about its memory.
    if let error = cells.lazy.compactMap(\.failure?.obstacle).first {
      throw PipelineError(.device(error), error.description)
    }
    parties = sides.map { Party(name: $0.name, kind: $0.kind) }
    self.cells = cells
    (choice, isWithoutCopy) = Self.choose(one.name, two.name, cells, sides)
  }

  private static func attempt(_ maker: any ProbeParty, _ taker: any ProbeParty) -> Cell {
    var cell = Cell(exporter: maker.name, importer: taker.name)
    let buffers: [[DMABuffer]]
    do throws(ProbeFailure) {
      var wanted = try taker.planeSizes()
      if wanted == nil { wanted = try maker.planeSizes() }
      let sizes = wanted ?? [4096]
      cell.isExportFailure = true
      buffers = try maker.export(sizes)
      cell.isExportFailure = false
      if let size = zip(buffers.first ?? [], sizes).first(where: { $0.size < $1 }) {
        throw ProbeFailure(
          .invalidArgument,
          "its buffers of \(size.0.size) bytes are smaller than the \(size.1) that are needed")
      }
      try taker.take(buffers)
    } catch {
      cell.failure = error
    }
    return cell
  }

  /// What the pipeline would choose, in its order: the first's own memory, the second's, a heap's, user memory, a copy.
  private static func choose(
    _ one: String, _ two: String, _ cells: [Cell], _ sides: [any ProbeParty]
  ) -> (String, Bool) {
    func works(_ exporter: String, _ importer: String) -> Bool {
      cells.contains { $0.exporter == exporter && $0.importer == importer && $0.failure == nil }
    }
    if works(one, two) { return ("\(one) allocates, \(two) imports", true) }
    if works(two, one) { return ("\(two) allocates, \(one) imports", true) }
    for memory in cells.map(\.exporter) where memory != one && memory != two {
      if works(memory, one), works(memory, two) {
        return ("\(memory) allocates, both import", true)
      }
    }
    return ("the processor copies: they share no memory", false)
  }
}

/// Makes parties of names.
struct ProbePartyMaker {
  let calls: any SystemCalls

  func make(_ name: String, isSecond: Bool) throws(PipelineError) -> any ProbeParty {
    if name == "udmabuf" { return UserMemoryParty() }
    if name.hasPrefix("card:") || name.hasPrefix("/dev/dri/") {
      let reference = name.hasPrefix("card:") ? String(name.dropFirst(5)) : name
      do throws(DisplayError) {
        return try CardParty(reference)
      } catch {
        let named = PipelineError(error, StageDescription(.display, reference))
        throw PipelineError(named.cause, named.message)
      }
    }
    if name.hasPrefix("heap:") { return HeapParty(String(name.dropFirst(5)), calls: calls) }
    do throws(V4L2Error) {
      let device = try Device(name)
      let captures = device.information.pictureCaptureQueue != nil
      let puts = device.information.pictureOutputQueue != nil
      guard captures || puts else {
        throw V4L2Error(
          "open", node: device.path,
          reason: .unsupported("the node has no queue of pictures to share buffers with"))
      }
      // Of a device with both, the first gives frames and the second takes them.
      return try QueueParty(device, isCapture: captures && !(puts && isSecond))
    } catch {
      throw PipelineError(.device(error), error.description)
    }
  }
}
