internal import VideoFormats

/// How a screen shows pictures of a format.
public struct Presentation: Hashable, Sendable {
  /// The screen's mode.
  public var mode: DisplayMode
  /// The layer that shows them.
  public var plane: Plane
  /// The card's name for their format.
  public var format: DRMFormat
  /// What the card is told of their arrangement; nil where it is not told.
  public var modifier: FormatModifier?
  /// Which part of them is shown, and where.
  public var placement: Placement
  /// Whether everything is set at once; else it is done by older requests, which some drivers have alone.
  public var isAtomic: Bool

  /// Whether a part of each picture lies beyond the screen's edges.
  public var isCut: Bool { placement.source.size != pictureSize }

  let pictureSize: Size
}

extension Presentation: CustomStringConvertible {
  /// In a few words: the mode, and what becomes of the picture.
  public var description: String {
    let place = placement.destination
    let how: String
    if placement.isScaled {
      how = "scaled to \(place)"
    } else if isCut {
      how = "unscaled, only its middle \(placement.source.size)"
    } else if place.size == mode.size {
      how = "pixel for pixel"
    } else {
      how = "unscaled, in the middle at \(place)"
    }
    return "\(mode), \(how)"
  }
}

/// A way of showing pictures that may or may not work on a card.
struct Candidate: Hashable {
  var mode: DisplayMode
  var plane: Plane
  var code: PictureShape.Code
  var placement: Placement

  /// Every way there is, the best first: scaled to the whole screen, a mode of the picture's size, the picture in
  /// the middle.
  ///
  /// - Parameters:
  ///   - request: What the caller said of the mode; only where it is left open may it follow the picture.
  ///   - canScale: Whether the picture may be scaled at all.
  static func all(
    _ picture: Size, _ codes: [PictureShape.Code], _ planes: [Plane], modes: [DisplayMode],
    _ request: ModeRequest, canScale: Bool
  ) -> [Candidate] {
    guard let usual = request.choice(of: modes) else { return [] }
    var ways: [(DisplayMode, Placement)] = []
    if canScale { ways.append((usual, .letterboxed(picture, on: usual.size))) }
    if request == .automatic,
      let exact = ModeRequest.size(picture, rate: nil).choice(of: modes)
    {
      ways.append((exact, .unscaled(picture, on: exact.size)))
    }
    ways.append((usual, .unscaled(picture, on: usual.size)))
    var all: [Candidate] = []
    for (mode, placement) in ways {
      for plane in planes {
        for code in codes where plane.shows(code) {
          let candidate = Candidate(mode: mode, plane: plane, code: code, placement: placement)
          if !all.contains(candidate) { all.append(candidate) }
        }
      }
    }
    return all
  }
}

extension Plane {
  /// Whether the plane shows the format in the arrangement, as far as it tells.
  func shows(_ code: PictureShape.Code) -> Bool {
    guard let offer = offer(of: code.format) else { return false }
    guard let modifier = code.modifier, !offer.modifiers.isEmpty else { return true }
    return offer.modifiers.contains(modifier)
  }
}
