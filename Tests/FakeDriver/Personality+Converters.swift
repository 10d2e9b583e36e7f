internal import VideoFormats

extension Personality {
  /// What a node that converts memory to memory makes of what, in place of a queue of its own.
  package struct ConverterShape: Sendable {
    package enum Kind: Sendable {
      /// Copies pictures, without events or orders.
      case copier
      /// Puts each picture into a stream, by the rules of stateful encoders.
      case encoder
      /// Takes pictures out of such a stream, by the rules of stateful decoders.
      case decoder
    }

    package var kind: Kind
    package var taken: [FormatEntry]
    package var given: [FormatEntry]
    package var isMultiplanar = false
    /// Whether starting again after an end forgets that the last buffer was taken, as it should; vicodec does not.
    package var forgetsLastOnStart = true
    /// Whether the driver tells of a change after the last buffer before it, and not before.
    package var tellsLate = false
  }

  private static func converter(
    _ card: String, _ kind: ConverterShape.Kind, _ taken: [FormatEntry], _ given: [FormatEntry]
  ) -> Personality {
    var personality = Personality(capabilities: 0x8000 | streamingBits, formats: [])
    personality.card = card
    personality.busInfo = "platform:fake-m2m"
    personality.inputs = []
    personality.controls = []
    personality.events = kind == .copier ? [3] : kind == .encoder ? [2, 3] : [2, 3, 5]
    personality.converter = ConverterShape(kind: kind, taken: taken, given: given)
    return personality
  }

  private static let converterSizes: [FrameSize] = [
    .stepwise(
      min: Size(width: 16, height: 16), max: Size(width: 1920, height: 1080),
      step: Size(width: 8, height: 2))
  ]

  private static let raw = [
    FormatEntry(
      .yuv420, "Planar YUV 4:2:0",
      planes: [PlaneShape(bitsPerPixel: 8, numerator: 3, denominator: 2)], sizes: converterSizes)
  ]
  private static let stream = [
    FormatEntry(
      .fwht, "A stream of the fake's",
      flags: [.compressed, .dynamicResolution, .continuousBytestream],
      planes: [PlaneShape(bitsPerPixel: 16)], sizes: converterSizes)
  ]
  private static let pictures = [
    FormatEntry(
      .rgb565, "16-bit RGB 5-6-5", planes: [PlaneShape(bitsPerPixel: 16)], sizes: converterSizes),
    FormatEntry(
      .rgb24, "24-bit RGB 8-8-8", planes: [PlaneShape(bitsPerPixel: 24)], sizes: converterSizes),
  ]

  /// A device that copies pictures from memory to memory.
  package static let copier = converter("Fake Copier", .copier, pictures, pictures)
  /// An encoder that keeps state; its stream is understood by `decoder` alone.
  package static let encoder = converter("Fake Encoder", .encoder, raw, stream)
  /// A decoder that keeps state.
  package static let decoder = converter("Fake Decoder", .decoder, stream, raw)
}
