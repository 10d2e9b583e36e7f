internal import DMABuf
internal import Display
internal import SystemPackage
internal import V4L2
internal import VideoFormats

/// A display card, asked whether it would show a picture; nothing is shown.
final class CardParty: ProbeParty {
  let name: String
  let kind = "display card"
  let exports = true
  let imports = true
  private let card: Card
  /// How pictures lie in the buffers.
  var format = Format(
    .xbgr32, width: 640, height: 480, planes: [Format.Plane(bytesPerLine: 2560, size: 1_228_800)])

  init(_ reference: String) throws(DisplayError) {
    card = try Card(reference)
    name = card.path
  }

  func planeSizes() throws(ProbeFailure) -> [Int]? { format.planes.map(\.size) }

  func export(_ planeSizes: [Int]) throws(ProbeFailure) -> [[DMABuffer]] {
    do throws(DisplayError) {
      return try card.makeBuffers(count: QueueParty.bufferCount, for: format)
    } catch {
      throw ProbeFailure(error.errno, error.cause)
    }
  }

  func take(_ buffers: [[DMABuffer]]) throws(ProbeFailure) {
    guard let first = buffers.first, let refusal = card.importRefusal(first, as: format) else {
      return
    }
    throw ProbeFailure(
      refusal.errno, "the card does not show memory of other devices (\(refusal.operation))")
  }

  func restore() {}
}

extension QueueParty {
  /// Sets the queue to the format of most screens, where it has that; the format that it then has.
  func show(_ card: CardParty) -> Format {
    follow(card.format)
    let now =
      isCapture ? try? device.captureQueue().format() : try? device.outputQueue().format()
    return now ?? card.format
  }
}
