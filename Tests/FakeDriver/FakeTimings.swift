internal import CVideoDev2

/// The timings a pretended HDMI input takes: some of those of CEA-861 and VESA, in the kernel's order.
enum FakeTimings {
  /// 1280x720p60, which vivid begins with.
  static let initial = 4

  static let presets: [v4l2_dv_timings] = [
    progressive(640, 480, 25_175_000, (16, 96, 48), (10, 2, 33), isPositive: false, vic: 1, 0x80),
    progressive(720, 480, 27_000_000, (16, 62, 60), (9, 6, 30), isPositive: false, vic: 2, 0x90),
    progressive(720, 576, 27_000_000, (12, 64, 68), (5, 5, 39), isPositive: false, vic: 17, 0x90),
    progressive(1280, 720, 74_250_000, (440, 40, 220), (5, 5, 20), vic: 19, 0x90),
    progressive(1280, 720, 74_250_000, (110, 40, 220), (5, 5, 20), vic: 4, 0x92),
    interlaced(528, vic: 20, 0x98), interlaced(88, vic: 5, 0x9a),
    progressive(1920, 1080, 148_500_000, (528, 44, 148), (4, 5, 36), vic: 31, 0x90),
    progressive(1920, 1080, 148_500_000, (88, 44, 148), (4, 5, 36), vic: 16, 0x92),
  ]

  static let capabilities: v4l2_bt_timings_cap = {
    var capabilities = v4l2_bt_timings_cap()
    (capabilities.min_width, capabilities.max_width) = (16, 4096)
    (capabilities.min_height, capabilities.max_height) = (16, 2160)
    (capabilities.min_pixelclock, capabilities.max_pixelclock) = (14_000_000, 775_000_000)
    capabilities.standards = 0xf
    capabilities.capabilities = 0x3
    return capabilities
  }()

  /// The place of the timings in the list; nil when they are not there.
  static func place(of wanted: v4l2_bt_timings) -> Int? {
    presets.firstIndex { preset in
      let bt = preset.bt
      let same = [
        bt.width == wanted.width, bt.height == wanted.height,
        bt.interlaced == wanted.interlaced, bt.pixelclock == wanted.pixelclock,
        bt.polarities == wanted.polarities, bt.hfrontporch == wanted.hfrontporch,
        bt.hsync == wanted.hsync, bt.vfrontporch == wanted.vfrontporch,
        bt.vsync == wanted.vsync, bt.vbackporch == wanted.vbackporch,
      ]
      return !same.contains(false)
    }
  }

  private static func progressive(
    _ width: UInt32, _ height: UInt32, _ clock: UInt64, _ across: (UInt32, UInt32, UInt32),
    _ down: (UInt32, UInt32, UInt32), isPositive: Bool = true, vic: UInt8, _ flags: UInt32
  ) -> v4l2_dv_timings {
    var timings = v4l2_dv_timings()
    (timings.bt.width, timings.bt.height, timings.bt.pixelclock) = (width, height, clock)
    (timings.bt.hfrontporch, timings.bt.hsync, timings.bt.hbackporch) = across
    (timings.bt.vfrontporch, timings.bt.vsync, timings.bt.vbackporch) = down
    timings.bt.polarities = isPositive ? 3 : 0
    timings.bt.standards = 1
    timings.bt.flags = flags
    timings.bt.cea861_vic = vic
    return timings
  }

  /// 1920x1080 in two fields, of which the second has a line more.
  private static func interlaced(
    _ frontPorch: UInt32, vic: UInt8, _ flags: UInt32
  ) -> v4l2_dv_timings {
    var timings = progressive(
      1920, 1080, 74_250_000, (frontPorch, 44, 148), (2, 5, 15), vic: vic, flags)
    timings.bt.interlaced = 1
    (timings.bt.il_vfrontporch, timings.bt.il_vsync, timings.bt.il_vbackporch) = (2, 5, 16)
    return timings
  }
}

/// The EDID a pretended HDMI input begins with: two blocks, with right sums.
enum FakeEDID {
  static let initial: [UInt8] = {
    var first = [UInt8](repeating: 0, count: 127)
    first.replaceSubrange(
      0..<20,
      with: [
        0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0x31, 0xd8, 0x34, 0x12, 0, 0, 0, 0, 0x22, 0x1a, 1,
        3,
      ])
    first[126] = 1
    var second = [UInt8](repeating: 0, count: 127)
    second.replaceSubrange(0..<4, with: [2, 3, 4, 0])
    return [first, second].flatMap { $0 + [0 &- $0.reduce(0, &+)] }
  }()
}
