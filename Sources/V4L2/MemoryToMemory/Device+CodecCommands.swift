internal import CVideoDev2
internal import SystemPackage

extension Device {
  /// Gives an encoder an order.
  ///
  /// Refused with `EBUSY` while an end is under way, `EINVAL` for an order it does not know, `ENOTTY` where
  /// the device is no encoder or takes no orders. The corresponding request is `VIDIOC_ENCODER_CMD`.
  public func perform(_ command: EncoderCommand) throws(V4L2Error) {
    var argument = v4l2_encoder_cmd(command)
    try node.perform(.encoderCommand, &argument)
  }

  /// Gives a decoder an order.
  ///
  /// Refused with `EBUSY` while an end is under way, `EINVAL` for an order it does not know, `ENOTTY` where
  /// the device is no decoder or takes no orders. The corresponding request is `VIDIOC_DECODER_CMD`.
  public func perform(_ command: DecoderCommand) throws(V4L2Error) {
    var argument = v4l2_decoder_cmd(command)
    try node.perform(.decoderCommand, &argument)
  }

  /// What an encoder would make of an order; nil where it would refuse it. Changes nothing.
  ///
  /// The corresponding request is `VIDIOC_TRY_ENCODER_CMD`.
  public func tried(_ command: EncoderCommand) throws(V4L2Error) -> EncoderCommand? {
    var argument = v4l2_encoder_cmd(command)
    guard try node.performIfApplicable(.tryEncoderCommand, &argument) else { return nil }
    return EncoderCommand(
      EncoderCommand.Kind(rawValue: argument.cmd),
      flags: EncoderCommand.Flags(rawValue: argument.flags))
  }

  /// What a decoder would make of an order; nil where it would refuse it. Changes nothing.
  ///
  /// The corresponding request is `VIDIOC_TRY_DECODER_CMD`.
  public func tried(_ command: DecoderCommand) throws(V4L2Error) -> DecoderCommand? {
    var argument = v4l2_decoder_cmd(command)
    guard try node.performIfApplicable(.tryDecoderCommand, &argument) else { return nil }
    var answer = DecoderCommand(
      DecoderCommand.Kind(rawValue: argument.cmd),
      flags: DecoderCommand.Flags(rawValue: argument.flags))
    if answer.kind == .start { answer.speed = argument.start.speed }
    if answer.kind == .stop { answer.stopTime = argument.stop.pts }
    return answer
  }

  /// Gives a codec an order where a refusal is an outcome; nil is success.
  func attempt(_ order: CodecOrder, of kind: MemoryToMemoryKind) -> Errno? {
    switch kind {
    case .encoder:
      var argument = v4l2_encoder_cmd(EncoderCommand(order == .stop ? .stop : .start))
      return node.attempt(.encoderCommand, &argument)
    case .decoder, .statelessDecoder:
      var argument = v4l2_decoder_cmd(DecoderCommand(order == .stop ? .stop : .start))
      return node.attempt(.decoderCommand, &argument)
    case .converter: return .inappropriateIOCTLForDevice
    }
  }
}

/// The two orders that every codec knows.
enum CodecOrder {
  case start
  case stop

  /// The request's name, for errors.
  func request(of kind: MemoryToMemoryKind) -> String {
    kind == .encoder ? "VIDIOC_ENCODER_CMD" : "VIDIOC_DECODER_CMD"
  }
}

extension v4l2_encoder_cmd {
  fileprivate init(_ command: EncoderCommand) {
    self.init()
    cmd = command.kind.rawValue
    flags = command.flags.rawValue
  }
}

extension v4l2_decoder_cmd {
  fileprivate init(_ command: DecoderCommand) {
    self.init()
    cmd = command.kind.rawValue
    flags = command.flags.rawValue
    // What follows is read by the order: a union.
    if command.kind == .start { start.speed = command.speed }
    if command.kind == .stop { stop.pts = command.stopTime }
  }
}
