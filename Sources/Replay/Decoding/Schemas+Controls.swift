extension Schema {
  static let control = Schema([
    Field("id", .control, essential: true), Field("value", .s32, essential: true),
  ])

  static let queriedControl = Schema([
    Field("id", .control, essential: true), Field("type", .named(Names.controlType)),
    Field("name", .text(32), essential: true), Field("minimum", .s32, essential: true),
    Field("maximum", .s32, essential: true), Field("step", .s32),
    Field("default_value", .s32, essential: true), Field("flags", .flags(Names.controlFlags)),
    Field("reserved", .reserved(8)),
  ])

  private static let dimension = Schema([Field("size", .u32, essential: true)])

  static let queriedExtendedControl = Schema([
    Field("id", .control, essential: true),
    Field("type", .named(Names.controlType), essential: true),
    Field("name", .text(32), essential: true), Field("minimum", .s64, essential: true),
    Field("maximum", .s64, essential: true), Field("step", .u64),
    Field("default_value", .s64, essential: true),
    Field("flags", .flags(Names.controlFlags), essential: true), Field("elem_size", .u32),
    Field("elems", .u32), Field("nr_of_dims", .u32), Field("dims", .array(dimension, 4)),
    Field("reserved", .reserved(128)),
  ])

  static let menu = Schema(
    packed: true,
    [
      Field("id", .control, essential: true), Field("index", .u32, essential: true),
      Field("name", .text(32), essential: true), Field("reserved", .reserved(4)),
    ])

  static let extendedControls = Schema([
    Field("which", .named(Names.controlWhich)), Field("count", .u32, essential: true),
    Field("error_idx", .u32, essential: true), Field("request_fd", .descriptor),
    Field("reserved", .reserved(4)), Field("padding", .reserved(4)), Field("controls", .hex64),
  ])

  /// A value of its own, or the first bytes of a payload of the value's size.
  static let extendedControl = Schema(
    packed: true,
    [
      Field("id", .control, essential: true), Field("size", .u32),
      Field("reserved2", .reserved(4)), Field("value", .s64, essential: true),
    ])

  static let jpegCompression = Schema([
    Field("quality", .s32, essential: true), Field("APPn", .s32), Field("APP_len", .s32),
    Field("APP_data", .reserved(60)), Field("COM_len", .s32), Field("COM_data", .reserved(60)),
    Field("jpeg_markers", .hex32),
  ])
}
