/// How the numbers in a picture stand for colours.
///
/// Each part may be `.default`, which means "what the colour space implies"; `resolved(for:)`-style
/// questions are answered by `effective…`. The corresponding C fields are `colorspace`, `xfer_func`,
/// `ycbcr_enc` and `quantization` of `v4l2_pix_format`.
public struct Colorimetry: Hashable, Sendable, Codable {
  /// The primaries and white point, and the defaults of the other three.
  public var colorSpace: ColorSpace
  /// The opto-electronic transfer function.
  public var transfer: TransferFunction
  /// The matrix between R'G'B' and Y'CbCr.
  public var encoding: YCbCrEncoding
  /// Whether codes use the full or the limited range.
  public var quantization: Quantization

  /// Makes a colourimetry; whatever is left out follows from the colour space.
  public init(
    colorSpace: ColorSpace = .default, transfer: TransferFunction = .default,
    encoding: YCbCrEncoding = .default, quantization: Quantization = .default
  ) {
    self.colorSpace = colorSpace
    self.transfer = transfer
    self.encoding = encoding
    self.quantization = quantization
  }

  /// The transfer function after the colour space's default has been applied.
  ///
  /// The corresponding C macro is `V4L2_MAP_XFER_FUNC_DEFAULT`.
  public var effectiveTransfer: TransferFunction {
    guard transfer == .default else { return transfer }
    switch colorSpace {
    case .dciP3: return .dciP3
    case .smpte240M: return .smpte240M
    case .raw: return .none
    case .opRGB: return .opRGB
    case .sRGB, .jpeg: return .sRGB
    default: return .rec709
    }
  }

  /// The Y'CbCr matrix after the colour space's default has been applied.
  ///
  /// The corresponding C macro is `V4L2_MAP_YCBCR_ENC_DEFAULT`.
  public var effectiveEncoding: YCbCrEncoding {
    guard encoding == .default else { return encoding }
    switch colorSpace {
    case .rec709, .dciP3: return .rec709
    case .bt2020: return .bt2020
    case .smpte240M: return .smpte240M
    default: return .bt601
    }
  }

  /// The range after the default for this kind of format has been applied.
  ///
  /// RGB and HSV, and the JPEG colour space, default to full range; everything else to limited.
  /// The corresponding C macro is `V4L2_MAP_QUANTIZATION_DEFAULT`.
  public func effectiveQuantization(isRGBOrHSV: Bool) -> Quantization {
    guard quantization == .default else { return quantization }
    return isRGBOrHSV || colorSpace == .jpeg ? .full : .limited
  }
}

/// A constant set of the kernel that keeps numbers it has no name for.
///
/// JSON holds the name, or `"#N"` for a number without one.
public protocol NamedConstant: RawRepresentable, Hashable, Sendable, Codable,
  CustomStringConvertible
where RawValue == UInt32 {
  /// Makes a value from the kernel's number, whatever it is.
  init(rawValue: UInt32)
  /// The values that have a name, with it, in the kernel's order.
  static var names: [(Self, String)] { get }
}

extension NamedConstant {
  /// The name, or `#N` for a number without one.
  public var description: String {
    Self.names.first { $0.0 == self }?.1 ?? "#\(rawValue)"
  }

  /// The value of a name, or of `#N`.
  public init?(name: String) {
    if let known = Self.names.first(where: { $0.1 == name })?.0 {
      self = known
    } else if name.hasPrefix("#"), let number = UInt32(name.dropFirst()) {
      self.init(rawValue: number)
    } else {
      return nil
    }
  }

  /// Reads the name from a single string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let value = Self(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(name)' is not a known name")
    }
    self = value
  }

  /// Writes the name as a single string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Primaries and white point. The corresponding C type is `enum v4l2_colorspace`.
public struct ColorSpace: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a colour space from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Left to the driver. The corresponding C constant is `V4L2_COLORSPACE_DEFAULT`.
  public static let `default` = ColorSpace(rawValue: 0)
  /// Standard-definition television. The corresponding C constant is `V4L2_COLORSPACE_SMPTE170M`.
  public static let smpte170M = ColorSpace(rawValue: 1)
  /// Early high definition. The corresponding C constant is `V4L2_COLORSPACE_SMPTE240M`.
  public static let smpte240M = ColorSpace(rawValue: 2)
  /// High-definition television. The corresponding C constant is `V4L2_COLORSPACE_REC709`.
  public static let rec709 = ColorSpace(rawValue: 3)
  /// Broken, kept for history. The corresponding C constant is `V4L2_COLORSPACE_BT878`.
  public static let bt878 = ColorSpace(rawValue: 4)
  /// NTSC of 1953. The corresponding C constant is `V4L2_COLORSPACE_470_SYSTEM_M`.
  public static let system470M = ColorSpace(rawValue: 5)
  /// PAL and SECAM. The corresponding C constant is `V4L2_COLORSPACE_470_SYSTEM_BG`.
  public static let system470BG = ColorSpace(rawValue: 6)
  /// JFIF: sRGB primaries, BT.601 matrix, full range. The corresponding C constant is `V4L2_COLORSPACE_JPEG`.
  public static let jpeg = ColorSpace(rawValue: 7)
  /// Webcams and most RGB. The corresponding C constant is `V4L2_COLORSPACE_SRGB`.
  public static let sRGB = ColorSpace(rawValue: 8)
  /// Adobe RGB. The corresponding C constant is `V4L2_COLORSPACE_OPRGB`.
  public static let opRGB = ColorSpace(rawValue: 9)
  /// Ultra-high definition. The corresponding C constant is `V4L2_COLORSPACE_BT2020`.
  public static let bt2020 = ColorSpace(rawValue: 10)
  /// Unprocessed sensor data. The corresponding C constant is `V4L2_COLORSPACE_RAW`.
  public static let raw = ColorSpace(rawValue: 11)
  /// Digital cinema. The corresponding C constant is `V4L2_COLORSPACE_DCI_P3`.
  public static let dciP3 = ColorSpace(rawValue: 12)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(ColorSpace, String)] {
    [
      (.default, "default"), (.smpte170M, "smpte170m"), (.smpte240M, "smpte240m"),
      (.rec709, "rec709"), (.bt878, "bt878"), (.system470M, "470m"), (.system470BG, "470bg"),
      (.jpeg, "jpeg"), (.sRGB, "srgb"), (.opRGB, "oprgb"), (.bt2020, "bt2020"), (.raw, "raw"),
      (.dciP3, "dci-p3"),
    ]
  }
}

/// The opto-electronic transfer function. The corresponding C type is `enum v4l2_xfer_func`.
public struct TransferFunction: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a transfer function from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What the colour space implies. The corresponding C constant is `V4L2_XFER_FUNC_DEFAULT`.
  public static let `default` = TransferFunction(rawValue: 0)
  /// BT.709. The corresponding C constant is `V4L2_XFER_FUNC_709`.
  public static let rec709 = TransferFunction(rawValue: 1)
  /// sRGB. The corresponding C constant is `V4L2_XFER_FUNC_SRGB`.
  public static let sRGB = TransferFunction(rawValue: 2)
  /// Adobe RGB. The corresponding C constant is `V4L2_XFER_FUNC_OPRGB`.
  public static let opRGB = TransferFunction(rawValue: 3)
  /// SMPTE 240M. The corresponding C constant is `V4L2_XFER_FUNC_SMPTE240M`.
  public static let smpte240M = TransferFunction(rawValue: 4)
  /// Linear. The corresponding C constant is `V4L2_XFER_FUNC_NONE`.
  public static let none = TransferFunction(rawValue: 5)
  /// Digital cinema. The corresponding C constant is `V4L2_XFER_FUNC_DCI_P3`.
  public static let dciP3 = TransferFunction(rawValue: 6)
  /// Perceptual quantizer. The corresponding C constant is `V4L2_XFER_FUNC_SMPTE2084`.
  public static let smpte2084 = TransferFunction(rawValue: 7)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(TransferFunction, String)] {
    [
      (.default, "default"), (.rec709, "rec709"), (.sRGB, "srgb"), (.opRGB, "oprgb"),
      (.smpte240M, "smpte240m"), (.none, "none"), (.dciP3, "dci-p3"), (.smpte2084, "smpte2084"),
    ]
  }
}

/// The matrix between R'G'B' and Y'CbCr. The corresponding C type is `enum v4l2_ycbcr_encoding`.
public struct YCbCrEncoding: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes an encoding from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What the colour space implies. The corresponding C constant is `V4L2_YCBCR_ENC_DEFAULT`.
  public static let `default` = YCbCrEncoding(rawValue: 0)
  /// BT.601. The corresponding C constant is `V4L2_YCBCR_ENC_601`.
  public static let bt601 = YCbCrEncoding(rawValue: 1)
  /// BT.709. The corresponding C constant is `V4L2_YCBCR_ENC_709`.
  public static let rec709 = YCbCrEncoding(rawValue: 2)
  /// BT.601 with extended gamut. The corresponding C constant is `V4L2_YCBCR_ENC_XV601`.
  public static let xv601 = YCbCrEncoding(rawValue: 3)
  /// BT.709 with extended gamut. The corresponding C constant is `V4L2_YCBCR_ENC_XV709`.
  public static let xv709 = YCbCrEncoding(rawValue: 4)
  /// sYCC, the same numbers as BT.601. The corresponding C constant is `V4L2_YCBCR_ENC_SYCC`.
  public static let sYCC = YCbCrEncoding(rawValue: 5)
  /// BT.2020 non-constant luminance. The corresponding C constant is `V4L2_YCBCR_ENC_BT2020`.
  public static let bt2020 = YCbCrEncoding(rawValue: 6)
  /// BT.2020 constant luminance. The corresponding C constant is `V4L2_YCBCR_ENC_BT2020_CONST_LUM`.
  public static let bt2020ConstantLuminance = YCbCrEncoding(rawValue: 7)
  /// SMPTE 240M. The corresponding C constant is `V4L2_YCBCR_ENC_SMPTE240M`.
  public static let smpte240M = YCbCrEncoding(rawValue: 8)
  /// HSV whose hue runs from 0 to 179. The corresponding C constant is `V4L2_HSV_ENC_180`.
  public static let hsv180 = YCbCrEncoding(rawValue: 128)
  /// HSV whose hue runs from 0 to 255. The corresponding C constant is `V4L2_HSV_ENC_256`.
  public static let hsv256 = YCbCrEncoding(rawValue: 129)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(YCbCrEncoding, String)] {
    [
      (.default, "default"), (.bt601, "bt601"), (.rec709, "rec709"), (.xv601, "xv601"),
      (.xv709, "xv709"), (.sYCC, "sycc"), (.bt2020, "bt2020"),
      (.bt2020ConstantLuminance, "bt2020-const-lum"), (.smpte240M, "smpte240m"),
      (.hsv180, "hsv180"), (.hsv256, "hsv256"),
    ]
  }
}

/// Which codes stand for black and white. The corresponding C type is `enum v4l2_quantization`.
public struct Quantization: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a quantization from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What the format and colour space imply. The corresponding C constant is `V4L2_QUANTIZATION_DEFAULT`.
  public static let `default` = Quantization(rawValue: 0)
  /// All codes, 0 to 255 in 8 bits. The corresponding C constant is `V4L2_QUANTIZATION_FULL_RANGE`.
  public static let full = Quantization(rawValue: 1)
  /// 16 to 235 for luma, 16 to 240 for chroma in 8 bits. The corresponding C constant is `V4L2_QUANTIZATION_LIM_RANGE`.
  public static let limited = Quantization(rawValue: 2)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(Quantization, String)] {
    [(.default, "default"), (.full, "full"), (.limited, "limited")]
  }
}

/// How the fields of interlaced video lie in a buffer. The corresponding C type is `enum v4l2_field`.
public struct Field: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a field order from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Left to the driver. The corresponding C constant is `V4L2_FIELD_ANY`.
  public static let any = Field(rawValue: 0)
  /// Progressive. The corresponding C constant is `V4L2_FIELD_NONE`.
  public static let none = Field(rawValue: 1)
  /// Top field only. The corresponding C constant is `V4L2_FIELD_TOP`.
  public static let top = Field(rawValue: 2)
  /// Bottom field only. The corresponding C constant is `V4L2_FIELD_BOTTOM`.
  public static let bottom = Field(rawValue: 3)
  /// Both fields, lines interleaved. The corresponding C constant is `V4L2_FIELD_INTERLACED`.
  public static let interlaced = Field(rawValue: 4)
  /// Top field, then bottom field, in one buffer. The corresponding C constant is `V4L2_FIELD_SEQ_TB`.
  public static let sequentialTopBottom = Field(rawValue: 5)
  /// Bottom field, then top field, in one buffer. The corresponding C constant is `V4L2_FIELD_SEQ_BT`.
  public static let sequentialBottomTop = Field(rawValue: 6)
  /// One field a buffer, in turn. The corresponding C constant is `V4L2_FIELD_ALTERNATE`.
  public static let alternate = Field(rawValue: 7)
  /// Interleaved, top field first in time. The corresponding C constant is `V4L2_FIELD_INTERLACED_TB`.
  public static let interlacedTopBottom = Field(rawValue: 8)
  /// Interleaved, bottom field first in time. The corresponding C constant is `V4L2_FIELD_INTERLACED_BT`.
  public static let interlacedBottomTop = Field(rawValue: 9)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(Field, String)] {
    [
      (.any, "any"), (.none, "none"), (.top, "top"), (.bottom, "bottom"),
      (.interlaced, "interlaced"), (.sequentialTopBottom, "seq-tb"),
      (.sequentialBottomTop, "seq-bt"), (.alternate, "alternate"),
      (.interlacedTopBottom, "interlaced-tb"), (.interlacedBottomTop, "interlaced-bt"),
    ]
  }
}
