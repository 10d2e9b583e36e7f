extension VideoTimings {
  /// Which pulses are positive; those without a bit are negative.
  ///
  /// The corresponding C constants are `V4L2_DV_*_POS_POL`.
  public struct Polarities: NamedFlags {
    /// The kernel's bits.
    public var rawValue: UInt32
    /// Makes polarities from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The vertical pulse is positive. The corresponding C constant is `V4L2_DV_VSYNC_POS_POL`.
    public static let verticalPositive = Polarities(rawValue: 1)
    /// The horizontal pulse is positive. The corresponding C constant is `V4L2_DV_HSYNC_POS_POL`.
    public static let horizontalPositive = Polarities(rawValue: 2)

    /// The bits that have a name, with it, in the kernel's order.
    public static var names: [(Polarities, String)] {
      [(.verticalPositive, "verticalPositive"), (.horizontalPositive, "horizontalPositive")]
    }
  }

  /// The standards that have the timings. The corresponding C constants are `V4L2_DV_BT_STD_*`.
  public struct Standards: NamedFlags {
    /// The kernel's bits.
    public var rawValue: UInt32
    /// Makes standards from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Television, CEA-861. The corresponding C constant is `V4L2_DV_BT_STD_CEA861`.
    public static let cea861 = Standards(rawValue: 1)
    /// VESA's list for monitors. The corresponding C constant is `V4L2_DV_BT_STD_DMT`.
    public static let dmt = Standards(rawValue: 2)
    /// VESA's coordinated formula. The corresponding C constant is `V4L2_DV_BT_STD_CVT`.
    public static let cvt = Standards(rawValue: 4)
    /// VESA's generalised formula. The corresponding C constant is `V4L2_DV_BT_STD_GTF`.
    public static let gtf = Standards(rawValue: 8)
    /// Studio cables. The corresponding C constant is `V4L2_DV_BT_STD_SDI`.
    public static let sdi = Standards(rawValue: 16)

    /// The bits that have a name, with it, in the kernel's order.
    public static var names: [(Standards, String)] {
      [(.cea861, "CEA-861"), (.dmt, "DMT"), (.cvt, "CVT"), (.gtf, "GTF"), (.sdi, "SDI")]
    }
  }

  /// What else is known of the timings. The corresponding C constants are `V4L2_DV_FL_*`.
  public struct Flags: NamedFlags {
    /// The kernel's bits.
    public var rawValue: UInt32
    /// Makes flags from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Less blanking than CVT or GTF have. The corresponding C constant is `V4L2_DV_FL_REDUCED_BLANKING`.
    public static let reducedBlanking = Flags(rawValue: 0x1)
    /// Can be sent slower by 1000/1001. The corresponding C constant is `V4L2_DV_FL_CAN_REDUCE_FPS`.
    public static let canReduceRate = Flags(rawValue: 0x2)
    /// Is sent slower by 1000/1001. The corresponding C constant is `V4L2_DV_FL_REDUCED_FPS`.
    public static let reducedRate = Flags(rawValue: 0x4)
    /// Each field has half a line more or less. The corresponding C constant is `V4L2_DV_FL_HALF_LINE`.
    public static let halfLine = Flags(rawValue: 0x8)
    /// Television, whose RGB has limited range. The corresponding C constant is `V4L2_DV_FL_IS_CE_VIDEO`.
    public static let isCEVideo = Flags(rawValue: 0x10)
    /// The first field has the odd line. The corresponding C constant is `V4L2_DV_FL_FIRST_FIELD_EXTRA_LINE`.
    public static let firstFieldExtraLine = Flags(rawValue: 0x20)
    /// The picture's aspect is stated. The corresponding C constant is `V4L2_DV_FL_HAS_PICTURE_ASPECT`.
    public static let hasPictureAspect = Flags(rawValue: 0x40)
    /// There is a code of CEA-861. The corresponding C constant is `V4L2_DV_FL_HAS_CEA861_VIC`.
    public static let hasCEA861VIC = Flags(rawValue: 0x80)
    /// There is a code of HDMI. The corresponding C constant is `V4L2_DV_FL_HAS_HDMI_VIC`.
    public static let hasHDMIVIC = Flags(rawValue: 0x100)
    /// The receiver can tell the slower rate. The corresponding C constant is `V4L2_DV_FL_CAN_DETECT_REDUCED_FPS`.
    public static let canDetectReducedRate = Flags(rawValue: 0x200)

    /// The bits that have a name, with it, in the kernel's order.
    public static var names: [(Flags, String)] {
      [
        (.reducedBlanking, "reducedBlanking"), (.canReduceRate, "canReduceRate"),
        (.reducedRate, "reducedRate"), (.halfLine, "halfLine"), (.isCEVideo, "isCEVideo"),
        (.firstFieldExtraLine, "firstFieldExtraLine"), (.hasPictureAspect, "hasPictureAspect"),
        (.hasCEA861VIC, "hasCEA861VIC"), (.hasHDMIVIC, "hasHDMIVIC"),
        (.canDetectReducedRate, "canDetectReducedRate"),
      ]
    }
  }
}

/// What timings a device can take. The corresponding C type is `v4l2_bt_timings_cap`.
public struct VideoTimingsCapabilities: Hashable, Sendable, Codable {
  /// Kinds of timings. The corresponding C constants are `V4L2_DV_BT_CAP_*`.
  public struct Kinds: NamedFlags {
    /// The kernel's bits.
    public var rawValue: UInt32
    /// Makes kinds from the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Lines in two fields. The corresponding C constant is `V4L2_DV_BT_CAP_INTERLACED`.
    public static let interlaced = Kinds(rawValue: 1)
    /// Lines in order. The corresponding C constant is `V4L2_DV_BT_CAP_PROGRESSIVE`.
    public static let progressive = Kinds(rawValue: 2)
    /// Little blanking. The corresponding C constant is `V4L2_DV_BT_CAP_REDUCED_BLANKING`.
    public static let reducedBlanking = Kinds(rawValue: 4)
    /// Timings of no standard. The corresponding C constant is `V4L2_DV_BT_CAP_CUSTOM`.
    public static let custom = Kinds(rawValue: 8)

    /// The bits that have a name, with it, in the kernel's order.
    public static var names: [(Kinds, String)] {
      [
        (.interlaced, "interlaced"), (.progressive, "progressive"),
        (.reducedBlanking, "reducedBlanking"), (.custom, "custom"),
      ]
    }
  }

  /// The smallest picture, in pixels and lines.
  public var smallest: Size
  /// The largest picture, in pixels and lines.
  public var largest: Size
  /// The slowest pixel clock in hertz.
  public var slowestClock: Int
  /// The fastest pixel clock in hertz.
  public var fastestClock: Int
  /// The standards it knows.
  public var standards: VideoTimings.Standards
  /// The kinds of timings it takes.
  public var kinds: Kinds

  /// Makes capabilities.
  public init(
    smallest: Size, largest: Size, slowestClock: Int, fastestClock: Int,
    standards: VideoTimings.Standards, kinds: Kinds
  ) {
    self.smallest = smallest
    self.largest = largest
    self.slowestClock = slowestClock
    self.fastestClock = fastestClock
    self.standards = standards
    self.kinds = kinds
  }
}
