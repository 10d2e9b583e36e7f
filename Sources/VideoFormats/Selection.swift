/// Which rectangle of a picture's way through the device is meant.
///
/// Cropping takes a part of the source; composing puts it at a place in the buffer. On output queues
/// the buffer is the source. The corresponding C constants are `V4L2_SEL_TGT_*`.
public struct SelectionTarget: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a target from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The part of the source that is used. The corresponding C constant is `V4L2_SEL_TGT_CROP`.
  public static let crop = SelectionTarget(rawValue: 0x0000)
  /// The part the driver suggests. The corresponding C constant is `V4L2_SEL_TGT_CROP_DEFAULT`.
  public static let cropDefault = SelectionTarget(rawValue: 0x0001)
  /// The limits of cropping. The corresponding C constant is `V4L2_SEL_TGT_CROP_BOUNDS`.
  public static let cropBounds = SelectionTarget(rawValue: 0x0002)
  /// The source's own size. The corresponding C constant is `V4L2_SEL_TGT_NATIVE_SIZE`.
  public static let nativeSize = SelectionTarget(rawValue: 0x0003)
  /// Where in the buffer the picture goes. The corresponding C constant is `V4L2_SEL_TGT_COMPOSE`.
  public static let compose = SelectionTarget(rawValue: 0x0100)
  /// The place the driver suggests. The corresponding C constant is `V4L2_SEL_TGT_COMPOSE_DEFAULT`.
  public static let composeDefault = SelectionTarget(rawValue: 0x0101)
  /// The limits of composing. The corresponding C constant is `V4L2_SEL_TGT_COMPOSE_BOUNDS`.
  public static let composeBounds = SelectionTarget(rawValue: 0x0102)
  /// What is written to besides the picture. The corresponding C constant is `V4L2_SEL_TGT_COMPOSE_PADDED`.
  public static let composePadded = SelectionTarget(rawValue: 0x0103)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(SelectionTarget, String)] {
    [
      (.crop, "crop"), (.cropDefault, "cropDefault"), (.cropBounds, "cropBounds"),
      (.nativeSize, "nativeSize"), (.compose, "compose"), (.composeDefault, "composeDefault"),
      (.composeBounds, "composeBounds"), (.composePadded, "composePadded"),
    ]
  }
}

/// How a driver may change a rectangle that is set; bits without a name are kept.
///
/// Without any it takes the nearest it can. The corresponding C constants are `V4L2_SEL_FLAG_*`.
public struct SelectionFlags: NamedFlags {
  /// The kernel's bits.
  public var rawValue: UInt32
  /// Makes flags from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Not smaller than asked for, or not at all. The corresponding C constant is `V4L2_SEL_FLAG_GE`.
  public static let atLeast = SelectionFlags(rawValue: 1)
  /// Not larger than asked for, or not at all. The corresponding C constant is `V4L2_SEL_FLAG_LE`.
  public static let atMost = SelectionFlags(rawValue: 2)
  /// Nothing else is adapted to it; for subdevices. The corresponding C constant is `V4L2_SEL_FLAG_KEEP_CONFIG`.
  public static let keepConfiguration = SelectionFlags(rawValue: 4)

  /// The bits that have a name, with it, in the kernel's order.
  public static var names: [(SelectionFlags, String)] {
    [(.atLeast, "atLeast"), (.atMost, "atMost"), (.keepConfiguration, "keepConfiguration")]
  }
}
