extension Schema {
  static let input = Schema([
    Field("index", .u32, essential: true), Field("name", .text(32), essential: true),
    Field("type", .named(Names.inputType), essential: true), Field("audioset", .hex32),
    Field("tuner", .u32), Field("std", .hex64),
    Field("status", .flags(Names.inputStatus), essential: true),
    Field("capabilities", .flags(Names.inputCapabilities)), Field("reserved", .reserved(12)),
  ])

  static let output = Schema([
    Field("index", .u32, essential: true), Field("name", .text(32), essential: true),
    Field("type", .named(Names.outputType), essential: true), Field("audioset", .hex32),
    Field("modulator", .u32), Field("std", .hex64),
    Field("capabilities", .flags(Names.inputCapabilities)), Field("reserved", .reserved(12)),
  ])

  static let standardDescription = Schema([
    Field("index", .u32, essential: true), Field("id", .hex64, essential: true),
    Field("name", .text(24), essential: true), Field("frameperiod", .fraction),
    Field("framelines", .u32), Field("reserved", .reserved(16)),
  ])

  private static let busTimings = Schema(
    packed: true,
    [
      Field("width", .u32, essential: true), Field("height", .u32, essential: true),
      Field("interlaced", .u32, essential: true), Field("polarities", .hex32),
      Field("pixelclock", .u64, essential: true), Field("hfrontporch", .u32),
      Field("hsync", .u32), Field("hbackporch", .u32), Field("vfrontporch", .u32),
      Field("vsync", .u32), Field("vbackporch", .u32), Field("il_vfrontporch", .u32),
      Field("il_vsync", .u32), Field("il_vbackporch", .u32), Field("standards", .hex32),
      Field("flags", .hex32), Field("picture_aspect", .fraction), Field("cea861_vic", .u8),
      Field("hdmi_vic", .u8), Field("reserved", .reserved(46)),
    ])

  static let timings = Schema(
    packed: true,
    [
      Field("type", .named(Names.timingsType)), Field("bt", .record(busTimings), essential: true),
      Field("rest", .reserved(4)),
    ])

  static let enumeratedTimings = Schema([
    Field("index", .u32, essential: true), Field("pad", .u32), Field("reserved", .reserved(8)),
    Field("timings", .record(timings), essential: true),
  ])

  private static let busTimingsCapabilities = Schema(
    packed: true,
    [
      Field("min_width", .u32, essential: true), Field("max_width", .u32, essential: true),
      Field("min_height", .u32, essential: true), Field("max_height", .u32, essential: true),
      Field("min_pixelclock", .u64), Field("max_pixelclock", .u64, essential: true),
      Field("standards", .hex32), Field("capabilities", .hex32), Field("reserved", .reserved(64)),
    ])

  static let timingsCapabilities = Schema([
    Field("type", .named(Names.timingsType)), Field("pad", .u32), Field("reserved", .reserved(8)),
    Field("bt", .record(busTimingsCapabilities), essential: true),
    Field("rest", .reserved(24)),
  ])

  static let edid = Schema([
    Field("pad", .u32, essential: true), Field("start_block", .u32, essential: true),
    Field("blocks", .u32, essential: true), Field("reserved", .reserved(20)),
    Field("edid", .hex64),
  ])

  static let audio = Schema([
    Field("index", .u32, essential: true), Field("name", .text(32), essential: true),
    Field("capability", .hex32), Field("mode", .hex32), Field("reserved", .reserved(8)),
  ])

  static let tuner = Schema([
    Field("index", .u32, essential: true), Field("name", .text(32), essential: true),
    Field("type", .named(Names.tunerType), essential: true),
    Field("capability", .flags(Names.tunerCapabilities)), Field("rangelow", .u32, essential: true),
    Field("rangehigh", .u32, essential: true), Field("rxsubchans", .hex32), Field("audmode", .u32),
    Field("signal", .s32, essential: true), Field("afc", .s32), Field("reserved", .reserved(16)),
  ])

  static let modulator = Schema([
    Field("index", .u32, essential: true), Field("name", .text(32), essential: true),
    Field("capability", .flags(Names.tunerCapabilities)), Field("rangelow", .u32, essential: true),
    Field("rangehigh", .u32, essential: true), Field("txsubchans", .hex32),
    Field("type", .named(Names.tunerType)), Field("reserved", .reserved(12)),
  ])

  static let frequency = Schema([
    Field("tuner", .u32, essential: true), Field("type", .named(Names.tunerType), essential: true),
    Field("frequency", .u32, essential: true), Field("reserved", .reserved(32)),
  ])

  static let frequencyBand = Schema([
    Field("tuner", .u32, essential: true), Field("type", .named(Names.tunerType), essential: true),
    Field("index", .u32, essential: true), Field("capability", .flags(Names.tunerCapabilities)),
    Field("rangelow", .u32, essential: true), Field("rangehigh", .u32, essential: true),
    Field("modulation", .hex32), Field("reserved", .reserved(36)),
  ])

  static let frequencySeek = Schema([
    Field("tuner", .u32, essential: true), Field("type", .named(Names.tunerType), essential: true),
    Field("seek_upward", .u32, essential: true), Field("wrap_around", .u32, essential: true),
    Field("spacing", .u32), Field("rangelow", .u32), Field("rangehigh", .u32),
    Field("reserved", .reserved(20)),
  ])
}
