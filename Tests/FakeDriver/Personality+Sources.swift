internal import VideoFormats

extension Personality {
  /// What an input is, as vivid has them.
  package enum InputKind: Sendable {
    case camera
    case tuner
    case sVideo
    case hdmi

    /// Whether analogue standards apply.
    var hasStandards: Bool { self == .tuner || self == .sVideo }
  }

  /// What an input is.
  func kind(ofInput index: Int) -> InputKind {
    inputKinds.indices.contains(index) ? inputKinds[index] : .camera
  }

  /// A device with every kind of input, in vivid's order: what standards, timings, selections, audio and
  /// tuners are tried on.
  package static let grabber: Personality = {
    var personality = Personality(
      capabilities: 0x103_0001 | streamingBits,
      formats: [
        FormatEntry(
          .yuyv, "YUYV 4:2:2", flags: convertible, planes: [PlaneShape(bitsPerPixel: 16)]),
        FormatEntry(
          .nv12, "Y/UV 4:2:0",
          planes: [PlaneShape(bitsPerPixel: 8, numerator: 3, denominator: 2)]),
        FormatEntry(.rgb24, "24-bit RGB 8-8-8", planes: [PlaneShape(bitsPerPixel: 24)]),
      ])
    personality.card = "Fake Grabber"
    personality.busInfo = "platform:fake-002"
    personality.inputs = ["Webcam 002-0", "TV 002-0", "S-Video 002-0", "HDMI 002-0"]
    personality.inputKinds = [.camera, .tuner, .sVideo, .hdmi]
    return personality
  }()

  /// A device that puts pictures out, by two connectors.
  package static let display: Personality = {
    var personality = Personality(
      capabilities: 0x100_0002 | streamingBits,
      formats: [FormatEntry(.yuyv, "YUYV 4:2:2", planes: [PlaneShape(bitsPerPixel: 16)])])
    personality.card = "Fake Display"
    personality.busInfo = "platform:fake-002"
    personality.inputs = []
    personality.outputs = ["S-Video 002-0", "HDMI 002-0"]
    return personality
  }()
}
