extension Schema {
  /// `v4l2_format`: what the type says it is.
  static let format = Schema([
    Field("type", .named(Names.bufferType), essential: true), Field("padding", .reserved(4)),
    Field(
      "fmt",
      .union(200, alignment: 8) { bytes in
        switch bytes.word(at: 0) {
        case 1, 2: picture
        case 3, 8: window
        case 4, 5: vbi
        case 6, 7: slicedVBI
        case 9, 10: multiplanarPicture
        case 11, 12: sdr
        case 13, 14: metadata
        default: nil
        }
      }, essential: true),
  ])

  private static let picture = Schema([
    Field("width", .u32, essential: true), Field("height", .u32, essential: true),
    Field("pixelformat", .fourcc, essential: true),
    Field("field", .named(Names.field), essential: true), Field("bytesperline", .u32),
    Field("sizeimage", .u32, essential: true), Field("colorspace", .named(Names.colorSpace)),
    Field("priv", .hex32), Field("flags", .hex32), Field("ycbcr_enc", .u32),
    Field("quantization", .u32), Field("xfer_func", .u32),
  ])

  private static let multiplanarPicture = Schema(
    packed: true,
    [
      Field("width", .u32, essential: true), Field("height", .u32, essential: true),
      Field("pixelformat", .fourcc, essential: true),
      Field("field", .named(Names.field), essential: true),
      Field("colorspace", .named(Names.colorSpace)),
      Field("plane_fmt", .array(planeFormat, 8), essential: true),
      Field("num_planes", .u8, essential: true), Field("flags", .hex8), Field("ycbcr_enc", .u8),
      Field("quantization", .u8), Field("xfer_func", .u8), Field("reserved", .reserved(7)),
    ])

  private static let planeFormat = Schema(
    packed: true,
    [
      Field("sizeimage", .u32, essential: true), Field("bytesperline", .u32),
      Field("reserved", .reserved(12)),
    ])

  private static let window = Schema([
    Field("w", .rectangle, essential: true), Field("field", .named(Names.field)),
    Field("chromakey", .hex32), Field("clips", .hex64), Field("clipcount", .u32),
    Field("padding", .reserved(4)), Field("bitmap", .hex64), Field("global_alpha", .u8),
  ])

  private static let vbi = Schema([
    Field("sampling_rate", .u32, essential: true), Field("offset", .u32),
    Field("samples_per_line", .u32, essential: true), Field("sample_format", .fourcc),
    Field("start0", .s32, essential: true), Field("start1", .s32, essential: true),
    Field("count0", .u32, essential: true), Field("count1", .u32, essential: true),
    Field("flags", .hex32), Field("reserved", .reserved(8)),
  ])

  private static let serviceLine = Schema([Field("service", .u16)])
  private static let slicedVBI = Schema([
    Field("service_set", .u16, essential: true), Field("service_lines", .array(serviceLine, 48)),
    Field("io_size", .u32, essential: true), Field("reserved", .reserved(8)),
  ])

  static let slicedVBICapabilities = Schema([
    Field("service_set", .u16, essential: true), Field("service_lines", .array(serviceLine, 48)),
    Field("type", .named(Names.bufferType), essential: true), Field("reserved", .reserved(12)),
  ])

  private static let sdr = Schema([
    Field("pixelformat", .fourcc, essential: true), Field("buffersize", .u32, essential: true),
    Field("reserved", .reserved(24)),
  ])

  private static let metadata = Schema(
    packed: true,
    [
      Field("dataformat", .fourcc, essential: true), Field("buffersize", .u32, essential: true),
      Field("width", .u32), Field("height", .u32), Field("bytesperline", .u32),
    ])

  static let frameBuffer = Schema([
    Field("capability", .hex32), Field("flags", .hex32), Field("base", .hex64),
    Field("width", .u32, essential: true), Field("height", .u32, essential: true),
    Field("pixelformat", .fourcc, essential: true), Field("field", .named(Names.field)),
    Field("bytesperline", .u32), Field("sizeimage", .u32),
    Field("colorspace", .named(Names.colorSpace)), Field("priv", .hex32),
  ])
}
