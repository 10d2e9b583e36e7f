extension Schema {
  static let integer = Schema([Field("value", .s32, essential: true)])
  static let standard = Schema([Field("standard", .hex64, essential: true)])
  static let nothing = Schema([])

  static let capability = Schema([
    Field("driver", .text(16), essential: true), Field("card", .text(32), essential: true),
    Field("bus_info", .text(32), essential: true), Field("version", .hex32),
    Field("capabilities", .flags(Names.capabilities)),
    Field("device_caps", .flags(Names.capabilities), essential: true),
    Field("reserved", .reserved(12)),
  ])

  static let formatDescription = Schema([
    Field("index", .u32, essential: true),
    Field("type", .named(Names.bufferType), essential: true),
    Field("flags", .flags(Names.formatFlags)), Field("description", .text(32), essential: true),
    Field("pixelformat", .fourcc, essential: true), Field("mbus_code", .hex32),
    Field("reserved", .reserved(12)),
  ])

  static let frameSize = Schema(
    [
      Field("index", .u32, essential: true), Field("pixel_format", .fourcc, essential: true),
      Field("type", .named(Names.frameSizeType)),
      Field("size", .union(24, alignment: 4) { $0.word(at: 8) == 1 ? discreteSize : steppedSize }),
      Field("reserved", .reserved(8)),
    ].map(\.shown))

  private static let discreteSize = Schema([
    Field("width", .u32, essential: true), Field("height", .u32, essential: true),
  ])
  private static let steppedSize = Schema([
    Field("min_width", .u32, essential: true), Field("max_width", .u32, essential: true),
    Field("step_width", .u32, essential: true), Field("min_height", .u32, essential: true),
    Field("max_height", .u32, essential: true), Field("step_height", .u32, essential: true),
  ])

  static let frameInterval = Schema(
    [
      Field("index", .u32, essential: true), Field("pixel_format", .fourcc, essential: true),
      Field("width", .u32, essential: true), Field("height", .u32, essential: true),
      Field("type", .named(Names.frameSizeType)),
      Field(
        "interval", .union(24, alignment: 4) { $0.word(at: 16) == 1 ? oneInterval : manyIntervals }),
      Field("reserved", .reserved(8)),
    ].map(\.shown))

  private static let oneInterval = Schema([Field("interval", .fraction, essential: true)])
  private static let manyIntervals = Schema([
    Field("min", .fraction, essential: true), Field("max", .fraction, essential: true),
    Field("step", .fraction, essential: true),
  ])

  static let parameters = Schema([
    Field("type", .named(Names.bufferType), essential: true),
    Field("capability", .flags(Names.timePerFrame)), Field("mode", .flags(Names.timePerFrame)),
    Field("timeperframe", .fraction, essential: true), Field("extendedmode", .hex32),
    Field("buffers", .u32), Field("reserved", .reserved(176)),
  ])

  static let requestBuffers = Schema([
    Field("count", .u32, essential: true), Field("type", .named(Names.bufferType), essential: true),
    Field("memory", .named(Names.memory), essential: true),
    Field("capabilities", .flags(Names.bufferCapabilities)), Field("flags", .hex8),
    Field("reserved", .reserved(3)),
  ])

  static let createBuffers = Schema([
    Field("index", .u32, essential: true), Field("count", .u32, essential: true),
    Field("memory", .named(Names.memory), essential: true),
    // The kernel aligns the format to the pointers that it may have.
    Field("padding", .reserved(4)),
    Field("format", .record(format), essential: true),
    Field("capabilities", .flags(Names.bufferCapabilities)), Field("flags", .hex32),
    Field("max_num_buffers", .u32), Field("reserved", .reserved(20)),
  ])

  static let removeBuffers = Schema([
    Field("index", .u32, essential: true), Field("count", .u32, essential: true),
    Field("type", .named(Names.bufferType), essential: true), Field("reserved", .reserved(52)),
  ])

  static let buffer = Schema([
    Field("index", .u32, essential: true), Field("type", .named(Names.bufferType), essential: true),
    Field("bytesused", .u32, essential: true),
    Field("flags", .flags(Names.bufferFlags), essential: true),
    Field("field", .named(Names.field)), Field("timestamp", .timeval, essential: true),
    Field("timecode", .reserved(16)), Field("sequence", .u32, essential: true),
    Field("memory", .named(Names.memory)),
    Field(
      "m",
      .union(8, alignment: 8) {
        BufferForm.isMultiplanar($0.word(at: BufferForm.type))
          ? nothing : place(memory: $0.word(at: BufferForm.memory))
      }, essential: true), Field("length", .u32), Field("reserved2", .reserved(4)),
    Field("request_fd", .descriptor), Field("reserved", .reserved(4)),
  ])

  static func place(memory: UInt32) -> Schema? {
    switch memory {
    case BufferForm.mapped: offsetPlace
    case BufferForm.userPointer: pointerPlace
    case BufferForm.dmaBuffer: descriptorPlace
    default: nil
    }
  }

  private static let offsetPlace = Schema([Field("offset", .hex32), Field("rest", .reserved(4))])
  private static let pointerPlace = Schema([Field("userptr", .hex64)])
  private static let descriptorPlace = Schema([
    Field("fd", .descriptor, essential: true), Field("rest", .reserved(4)),
  ])

  /// A plane, of which the buffer says in which memory it lies.
  static func plane(memory: UInt32) -> Schema {
    Schema([
      Field("bytesused", .u32, essential: true), Field("length", .u32),
      Field("m", .union(8, alignment: 8) { _ in place(memory: memory) }, essential: true),
      Field("data_offset", .u32), Field("reserved", .reserved(44)),
    ])
  }

  static let exportBuffer = Schema([
    Field("type", .named(Names.bufferType), essential: true),
    Field("index", .u32, essential: true), Field("plane", .u32, essential: true),
    Field("flags", .flags(Names.exportFlags)), Field("fd", .descriptor, essential: true),
    Field("reserved", .reserved(44)),
  ])

  static let streaming = Schema([Field("type", .named(Names.bufferType), essential: true)])
  static let priority = Schema([Field("priority", .named(Names.priority), essential: true)])

  static let selection = Schema([
    Field("type", .named(Names.bufferType), essential: true),
    Field("target", .named(Names.selectionTarget), essential: true),
    Field("flags", .flags(Names.selectionFlags)), Field("r", .rectangle, essential: true),
    Field("reserved", .reserved(36)),
  ])

  static let crop = Schema([
    Field("type", .named(Names.bufferType), essential: true),
    Field("c", .rectangle, essential: true),
  ])

  static let cropCapabilities = Schema([
    Field("type", .named(Names.bufferType), essential: true),
    Field("bounds", .rectangle, essential: true), Field("defrect", .rectangle, essential: true),
    Field("pixelaspect", .fraction),
  ])

  static let event = Schema([
    Field("type", .named(Names.eventType), essential: true),
    Field(
      "u",
      .union(64, alignment: 8) {
        switch $0.word(at: 0) {
        case 1: eventOfField
        case 3: eventOfControl
        case 4: eventOfFrame
        case 5: eventOfSource
        default: nil
        }
      }, essential: true), Field("pending", .u32, essential: true),
    Field("sequence", .u32, essential: true), Field("timestamp", .timespec, essential: true),
    Field("id", .control, essential: true), Field("reserved", .reserved(32)),
  ])

  private static let eventOfField = Schema([Field("field", .u8, essential: true)])
  private static let eventOfFrame = Schema([Field("frame_sequence", .u32, essential: true)])
  private static let eventOfSource = Schema([
    Field("changes", .flags(Names.sourceChanges), essential: true)
  ])
  private static let eventOfControl = Schema([
    Field("changes", .flags(Names.controlChanges), essential: true),
    Field("type", .named(Names.controlType)), Field("value", .s64, essential: true),
    Field("flags", .flags(Names.controlFlags), essential: true), Field("minimum", .s32),
    Field("maximum", .s32), Field("step", .s32), Field("default_value", .s32),
  ])

  static let eventSubscription = Schema([
    Field("type", .named(Names.eventType), essential: true),
    Field("id", .control, essential: true),
    Field("flags", .flags(Names.eventFlags), essential: true), Field("reserved", .reserved(20)),
  ])

  static let encoderCommand = Schema([
    Field("cmd", .named(Names.encoderCommand), essential: true), Field("flags", .hex32),
    Field("raw", .reserved(32)),
  ])
  static let decoderCommand = Schema([
    Field("cmd", .named(Names.decoderCommand), essential: true), Field("flags", .hex32),
    Field("raw", .reserved(64)),
  ])
}

extension Field {
  /// The same field, which a line may not do without: a union, whose own fields decide.
  fileprivate var shown: Field {
    guard case .union = kind else { return self }
    return Field(name, kind, essential: true)
  }
}
