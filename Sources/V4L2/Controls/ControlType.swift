internal import CVideoDev2
public import VideoFormats

/// What kind of value a control has. The corresponding C constants are `V4L2_CTRL_TYPE_*`.
///
/// Of any kind there may be arrays, `ControlDescription.dimensions` tells.
public struct ControlType: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a type from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A signed number of 32 bits. The corresponding C constant is `V4L2_CTRL_TYPE_INTEGER`.
  public static let integer = ControlType(rawValue: 1)
  /// Off or on, 0 or 1. The corresponding C constant is `V4L2_CTRL_TYPE_BOOLEAN`.
  public static let boolean = ControlType(rawValue: 2)
  /// One of several names, by its index. The corresponding C constant is `V4L2_CTRL_TYPE_MENU`.
  public static let menu = ControlType(rawValue: 3)
  /// An action that happens when it is set. The corresponding C constant is `V4L2_CTRL_TYPE_BUTTON`.
  public static let button = ControlType(rawValue: 4)
  /// A signed number of 64 bits. The corresponding C constant is `V4L2_CTRL_TYPE_INTEGER64`.
  public static let integer64 = ControlType(rawValue: 5)
  /// No control, but the heading of a class. The corresponding C constant is `V4L2_CTRL_TYPE_CTRL_CLASS`.
  public static let controlClass = ControlType(rawValue: 6)
  /// Text; minimum, maximum and step count its bytes. The corresponding C constant is `V4L2_CTRL_TYPE_STRING`.
  public static let string = ControlType(rawValue: 7)
  /// A set of bits within the maximum. The corresponding C constant is `V4L2_CTRL_TYPE_BITMASK`.
  public static let bitmask = ControlType(rawValue: 8)
  /// One of several numbers, by its index. The corresponding C constant is `V4L2_CTRL_TYPE_INTEGER_MENU`.
  public static let integerMenu = ControlType(rawValue: 9)
  /// An array of unsigned bytes. The corresponding C constant is `V4L2_CTRL_TYPE_U8`.
  public static let unsigned8 = ControlType(rawValue: 0x100)
  /// An array of unsigned 16-bit numbers. The corresponding C constant is `V4L2_CTRL_TYPE_U16`.
  public static let unsigned16 = ControlType(rawValue: 0x101)
  /// An array of unsigned 32-bit numbers. The corresponding C constant is `V4L2_CTRL_TYPE_U32`.
  public static let unsigned32 = ControlType(rawValue: 0x102)
  /// A width and a height. The corresponding C constant is `V4L2_CTRL_TYPE_AREA`.
  public static let area = ControlType(rawValue: 0x106)
  /// A rectangle. The corresponding C constant is `V4L2_CTRL_TYPE_RECT`.
  public static let rectangle = ControlType(rawValue: 0x107)
  /// How bright the content gets. The corresponding C constant is `V4L2_CTRL_TYPE_HDR10_CLL_INFO`.
  public static let contentLightLevel = ControlType(rawValue: 0x110)
  /// What it was mastered on. The corresponding C constant is `V4L2_CTRL_TYPE_HDR10_MASTERING_DISPLAY`.
  public static let masteringDisplay = ControlType(rawValue: 0x111)

  /// Whether values are structures or unsigned arrays, which are passed by pointer. The corresponding C
  /// constant is `V4L2_CTRL_COMPOUND_TYPES`.
  public var isCompound: Bool { rawValue >= 0x100 }

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(ControlType, String)] {
    [
      (.integer, "integer"), (.boolean, "boolean"), (.menu, "menu"), (.button, "button"),
      (.integer64, "integer64"), (.controlClass, "controlClass"), (.string, "string"),
      (.bitmask, "bitmask"), (.integerMenu, "integerMenu"), (.unsigned8, "unsigned8"),
      (.unsigned16, "unsigned16"), (.unsigned32, "unsigned32"), (.area, "area"),
      (.rectangle, "rectangle"), (.contentLightLevel, "contentLightLevel"),
      (.masteringDisplay, "masteringDisplay"),
    ] + codecStructures.map { ($0.type, $0.name) }
  }
}

// The structures that stateless codecs take. Their fields are a codec's business; here they are bytes.
extension ControlType {
  /// The C structure of a compound type and its size in bytes; nil for what is no known structure.
  public var structure: (name: String, size: Int)? {
    switch self {
    case .area: ("v4l2_area", MemoryLayout<v4l2_area>.size)
    case .rectangle: ("v4l2_rect", MemoryLayout<v4l2_rect>.size)
    case .contentLightLevel:
      ("v4l2_ctrl_hdr10_cll_info", MemoryLayout<v4l2_ctrl_hdr10_cll_info>.size)
    case .masteringDisplay:
      (
        "v4l2_ctrl_hdr10_mastering_display",
        MemoryLayout<v4l2_ctrl_hdr10_mastering_display>.size
      )
    default:
      Self.codecStructures.first { $0.type == self }.map { ("v4l2_ctrl_\($0.name)", $0.size) }
    }
  }

  private static func entry<Structure>(
    _ number: UInt32, _ name: String, _: Structure.Type
  ) -> (type: ControlType, name: String, size: Int) {
    (ControlType(rawValue: number), name, MemoryLayout<Structure>.size)
  }

  private static let codecStructures: [(type: ControlType, name: String, size: Int)] = [
    entry(0x200, "h264_sps", v4l2_ctrl_h264_sps.self),
    entry(0x201, "h264_pps", v4l2_ctrl_h264_pps.self),
    entry(0x202, "h264_scaling_matrix", v4l2_ctrl_h264_scaling_matrix.self),
    entry(0x203, "h264_slice_params", v4l2_ctrl_h264_slice_params.self),
    entry(0x204, "h264_decode_params", v4l2_ctrl_h264_decode_params.self),
    entry(0x205, "h264_pred_weights", v4l2_ctrl_h264_pred_weights.self),
    entry(0x220, "fwht_params", v4l2_ctrl_fwht_params.self),
    entry(0x240, "vp8_frame", v4l2_ctrl_vp8_frame.self),
    entry(0x250, "mpeg2_quantisation", v4l2_ctrl_mpeg2_quantisation.self),
    entry(0x251, "mpeg2_sequence", v4l2_ctrl_mpeg2_sequence.self),
    entry(0x252, "mpeg2_picture", v4l2_ctrl_mpeg2_picture.self),
    entry(0x260, "vp9_compressed_hdr", v4l2_ctrl_vp9_compressed_hdr.self),
    entry(0x261, "vp9_frame", v4l2_ctrl_vp9_frame.self),
    entry(0x270, "hevc_sps", v4l2_ctrl_hevc_sps.self),
    entry(0x271, "hevc_pps", v4l2_ctrl_hevc_pps.self),
    entry(0x272, "hevc_slice_params", v4l2_ctrl_hevc_slice_params.self),
    entry(0x273, "hevc_scaling_matrix", v4l2_ctrl_hevc_scaling_matrix.self),
    entry(0x274, "hevc_decode_params", v4l2_ctrl_hevc_decode_params.self),
  ]
}

/// What holds for a control besides its value; bits without a name are kept.
///
/// The corresponding C constants are `V4L2_CTRL_FLAG_*`.
public struct ControlFlags: NamedFlags {
  /// The kernel's bits.
  public var rawValue: UInt32
  /// Makes flags from the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Not there on this device. The corresponding C constant is `V4L2_CTRL_FLAG_DISABLED`.
  public static let disabled = ControlFlags(rawValue: 0x1)
  /// Cannot be set now, as while streaming. The corresponding C constant is `V4L2_CTRL_FLAG_GRABBED`.
  public static let grabbed = ControlFlags(rawValue: 0x2)
  /// Never to be set. The corresponding C constant is `V4L2_CTRL_FLAG_READ_ONLY`.
  public static let readOnly = ControlFlags(rawValue: 0x4)
  /// Setting it changes other controls. The corresponding C constant is `V4L2_CTRL_FLAG_UPDATE`.
  public static let update = ControlFlags(rawValue: 0x8)
  /// Has no effect as another control is set. The corresponding C constant is `V4L2_CTRL_FLAG_INACTIVE`.
  public static let inactive = ControlFlags(rawValue: 0x10)
  /// Best shown as a slider. The corresponding C constant is `V4L2_CTRL_FLAG_SLIDER`.
  public static let slider = ControlFlags(rawValue: 0x20)
  /// Never to be read. The corresponding C constant is `V4L2_CTRL_FLAG_WRITE_ONLY`.
  public static let writeOnly = ControlFlags(rawValue: 0x40)
  /// Changes by itself, without events. The corresponding C constant is `V4L2_CTRL_FLAG_VOLATILE`.
  public static let volatile = ControlFlags(rawValue: 0x80)
  /// Is passed by pointer. The corresponding C constant is `V4L2_CTRL_FLAG_HAS_PAYLOAD`.
  public static let hasPayload = ControlFlags(rawValue: 0x100)
  /// Acts even if the value is the old one. The corresponding C constant is `V4L2_CTRL_FLAG_EXECUTE_ON_WRITE`.
  public static let executeOnWrite = ControlFlags(rawValue: 0x200)
  /// May change the layout of buffers. The corresponding C constant is `V4L2_CTRL_FLAG_MODIFY_LAYOUT`.
  public static let modifyLayout = ControlFlags(rawValue: 0x400)
  /// An array whose length may change. The corresponding C constant is `V4L2_CTRL_FLAG_DYNAMIC_ARRAY`.
  public static let dynamicArray = ControlFlags(rawValue: 0x800)
  /// Least and greatest values can be read. The corresponding C constant is `V4L2_CTRL_FLAG_HAS_WHICH_MIN_MAX`.
  public static let hasMinimumAndMaximum = ControlFlags(rawValue: 0x1000)

  /// The bits that have a name, with it, in the kernel's order.
  public static var names: [(ControlFlags, String)] {
    [
      (.disabled, "disabled"), (.grabbed, "grabbed"), (.readOnly, "readOnly"), (.update, "update"),
      (.inactive, "inactive"), (.slider, "slider"), (.writeOnly, "writeOnly"),
      (.volatile, "volatile"), (.hasPayload, "hasPayload"), (.executeOnWrite, "executeOnWrite"),
      (.modifyLayout, "modifyLayout"), (.dynamicArray, "dynamicArray"),
      (.hasMinimumAndMaximum, "hasMinimumAndMaximum"),
    ]
  }
}
