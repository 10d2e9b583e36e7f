internal import VideoFormats

/// The numbers by which a card knows the properties that are set, found once.
struct PropertyNumbers {
  private let card: Card
  private var known: [UInt32: [String: UInt32]] = [:]

  init(_ card: Card) {
    self.card = card
  }

  /// The number of an object's property; nil where it has none of the name.
  mutating func number(_ name: String, of object: UInt32) -> UInt32? {
    if let numbers = known[object] { return numbers[name] }
    let numbers = card.properties(of: object).mapValues(\.number)
    known[object] = numbers
    return numbers[name]
  }
}

extension Screen {
  /// The mode of a candidate as a blob of the card's, made once.
  private mutating func blob(of mode: DisplayMode) throws(DisplayError) -> UInt32 {
    if let known = blobs[mode] { return known }
    let number = try card.node.makeBlob(mode)
    blobs[mode] = number
    return number
  }

  /// Everything that must be set for a picture to be seen: connector, mode, layer, and what is in its way.
  mutating func wholeRequest(
    _ candidate: Candidate, _ framebuffer: UInt32
  ) throws(DisplayError) -> AtomicRequest {
    let controller = session.controller
    let mode = try blob(of: candidate.mode)
    var request = AtomicRequest()
    for other in session.connectorsBefore where other != connector.id {
      request.add(other, [(numbers.number("CRTC_ID", of: other), 0)])
    }
    request.add(
      connector.id, [(numbers.number("CRTC_ID", of: connector.id), UInt64(controller))])
    request.add(
      controller,
      [
        (numbers.number("MODE_ID", of: controller), UInt64(mode)),
        (numbers.number("ACTIVE", of: controller), 1),
      ])
    for other in try card.node.planes() where other != candidate.plane.id {
      guard try card.node.plane(other).controller == controller else { continue }
      request.add(
        other,
        [
          (numbers.number("FB_ID", of: other), 0), (numbers.number("CRTC_ID", of: other), 0),
        ])
    }
    let (plane, source) = (candidate.plane.id, candidate.placement.source)
    let place = candidate.placement.destination
    func fixed(_ number: Int) -> UInt64 { UInt64(number) << 16 }
    request.add(
      plane,
      [
        (numbers.number("FB_ID", of: plane), UInt64(framebuffer)),
        (numbers.number("CRTC_ID", of: plane), UInt64(controller)),
        (numbers.number("SRC_X", of: plane), fixed(source.left)),
        (numbers.number("SRC_Y", of: plane), fixed(source.top)),
        (numbers.number("SRC_W", of: plane), fixed(source.width)),
        (numbers.number("SRC_H", of: plane), fixed(source.height)),
        (numbers.number("CRTC_X", of: plane), UInt64(place.left)),
        (numbers.number("CRTC_Y", of: plane), UInt64(place.top)),
        (numbers.number("CRTC_W", of: plane), UInt64(place.width)),
        (numbers.number("CRTC_H", of: plane), UInt64(place.height)),
      ])
    return request
  }

  /// What a flip sets: the layer's picture, and nothing else.
  mutating func makeFlipRequest(_ candidate: Candidate) -> AtomicRequest {
    var request = AtomicRequest()
    request.add(candidate.plane.id, [(numbers.number("FB_ID", of: candidate.plane.id), 0)])
    return request
  }
}
