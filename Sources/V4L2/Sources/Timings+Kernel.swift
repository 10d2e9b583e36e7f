internal import CVideoDev2
internal import VideoFormats

// Timings in the kernel's structures.

extension VideoTimings {
  /// The value of the kernel's structure; nil for timings of a type other than BT.656/1120.
  init?(_ timings: v4l2_dv_timings) {
    guard timings.type == UInt32(V4L2_DV_BT_656_1120) else { return nil }
    let bt = timings.bt
    let flags = Flags(rawValue: bt.flags)
    self.init(
      width: Int(bt.width), height: Int(bt.height), isInterlaced: bt.interlaced != 0,
      polarities: Polarities(rawValue: bt.polarities), pixelClock: Int(clamping: bt.pixelclock),
      horizontal: Blanking(
        frontPorch: Int(bt.hfrontporch), sync: Int(bt.hsync), backPorch: Int(bt.hbackporch)),
      vertical: Blanking(
        frontPorch: Int(bt.vfrontporch), sync: Int(bt.vsync), backPorch: Int(bt.vbackporch)),
      secondField: Blanking(
        frontPorch: Int(bt.il_vfrontporch), sync: Int(bt.il_vsync),
        backPorch: Int(bt.il_vbackporch)),
      standards: Standards(rawValue: bt.standards), flags: flags,
      // Without their flags these fields may hold anything.
      pictureAspect: flags.contains(.hasPictureAspect)
        ? Size(
          width: Int(bt.picture_aspect.numerator), height: Int(bt.picture_aspect.denominator))
        : nil,
      cea861VIC: flags.contains(.hasCEA861VIC) ? Int(bt.cea861_vic) : nil,
      hdmiVIC: flags.contains(.hasHDMIVIC) ? Int(bt.hdmi_vic) : nil)
  }

  /// The kernel's structure, with numbers it cannot hold as near as it can.
  var kernelTimings: v4l2_dv_timings {
    var timings = v4l2_dv_timings()
    timings.type = UInt32(V4L2_DV_BT_656_1120)
    timings.bt.width = UInt32(clamping: width)
    timings.bt.height = UInt32(clamping: height)
    timings.bt.interlaced = UInt32(isInterlaced ? V4L2_DV_INTERLACED : V4L2_DV_PROGRESSIVE)
    timings.bt.polarities = polarities.rawValue
    timings.bt.pixelclock = UInt64(clamping: pixelClock)
    timings.bt.hfrontporch = UInt32(clamping: horizontal.frontPorch)
    timings.bt.hsync = UInt32(clamping: horizontal.sync)
    timings.bt.hbackporch = UInt32(clamping: horizontal.backPorch)
    timings.bt.vfrontporch = UInt32(clamping: vertical.frontPorch)
    timings.bt.vsync = UInt32(clamping: vertical.sync)
    timings.bt.vbackporch = UInt32(clamping: vertical.backPorch)
    timings.bt.il_vfrontporch = UInt32(clamping: secondField.frontPorch)
    timings.bt.il_vsync = UInt32(clamping: secondField.sync)
    timings.bt.il_vbackporch = UInt32(clamping: secondField.backPorch)
    timings.bt.standards = standards.rawValue
    timings.bt.flags = flags.rawValue
    timings.bt.picture_aspect = v4l2_fract(
      numerator: UInt32(clamping: pictureAspect?.width ?? 0),
      denominator: UInt32(clamping: pictureAspect?.height ?? 0))
    timings.bt.cea861_vic = UInt8(clamping: cea861VIC ?? 0)
    timings.bt.hdmi_vic = UInt8(clamping: hdmiVIC ?? 0)
    return timings
  }
}

extension VideoTimingsCapabilities {
  init?(_ capabilities: v4l2_dv_timings_cap) {
    guard capabilities.type == UInt32(V4L2_DV_BT_656_1120) else { return nil }
    let bt = capabilities.bt
    self.init(
      smallest: Size(width: Int(bt.min_width), height: Int(bt.min_height)),
      largest: Size(width: Int(bt.max_width), height: Int(bt.max_height)),
      slowestClock: Int(clamping: bt.min_pixelclock),
      fastestClock: Int(clamping: bt.max_pixelclock),
      standards: VideoTimings.Standards(rawValue: bt.standards),
      kinds: Kinds(rawValue: bt.capabilities))
  }
}
