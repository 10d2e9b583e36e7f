public import VideoFormats

/// The number of a control. The corresponding C constants are `V4L2_CID_*`.
public struct ControlID: RawRepresentable, Hashable, Sendable {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes an identifier from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The class the control belongs to. The corresponding C macro is `V4L2_CTRL_ID2CLASS`.
  public var controlClass: ControlClass { ControlClass(rawValue: rawValue & 0x0fff_0000) }

  /// Brightness of the picture. The corresponding C constant is `V4L2_CID_BRIGHTNESS`.
  public static let brightness = ControlID(rawValue: 0x0098_0900)
  /// Contrast of the picture. The corresponding C constant is `V4L2_CID_CONTRAST`.
  public static let contrast = ControlID(rawValue: 0x0098_0901)
  /// Strength of colours. The corresponding C constant is `V4L2_CID_SATURATION`.
  public static let saturation = ControlID(rawValue: 0x0098_0902)
  /// Turn of colours. The corresponding C constant is `V4L2_CID_HUE`.
  public static let hue = ControlID(rawValue: 0x0098_0903)
  /// Whether the white balance sets itself. The corresponding C constant is `V4L2_CID_AUTO_WHITE_BALANCE`.
  public static let automaticWhiteBalance = ControlID(rawValue: 0x0098_090c)
  /// Whether the gain sets itself. The corresponding C constant is `V4L2_CID_AUTOGAIN`.
  public static let automaticGain = ControlID(rawValue: 0x0098_0912)
  /// Gain of the sensor. The corresponding C constant is `V4L2_CID_GAIN`.
  public static let gain = ControlID(rawValue: 0x0098_0913)
  /// Mirrors the picture left to right. The corresponding C constant is `V4L2_CID_HFLIP`.
  public static let horizontalFlip = ControlID(rawValue: 0x0098_0914)
  /// Mirrors the picture top to bottom. The corresponding C constant is `V4L2_CID_VFLIP`.
  public static let verticalFlip = ControlID(rawValue: 0x0098_0915)
  /// Which flicker of lamps is kept out. The corresponding C constant is `V4L2_CID_POWER_LINE_FREQUENCY`.
  public static let powerLineFrequency = ControlID(rawValue: 0x0098_0918)
  /// Colour temperature, in kelvin. The corresponding C constant is `V4L2_CID_WHITE_BALANCE_TEMPERATURE`.
  public static let whiteBalanceTemperature = ControlID(rawValue: 0x0098_091a)
  /// Sharpness of the picture. The corresponding C constant is `V4L2_CID_SHARPNESS`.
  public static let sharpness = ControlID(rawValue: 0x0098_091b)
  /// Buffers a capture queue needs to run. The corresponding C constant is `V4L2_CID_MIN_BUFFERS_FOR_CAPTURE`.
  public static let minimumCaptureBuffers = ControlID(rawValue: 0x0098_0927)
  /// Buffers an output queue needs to run. The corresponding C constant is `V4L2_CID_MIN_BUFFERS_FOR_OUTPUT`.
  public static let minimumOutputBuffers = ControlID(rawValue: 0x0098_0928)
  /// Which of exposure and iris set themselves. The corresponding C constant is `V4L2_CID_EXPOSURE_AUTO`.
  public static let automaticExposure = ControlID(rawValue: 0x009a_0901)
  /// Exposure, in steps of 100 µs. The corresponding C constant is `V4L2_CID_EXPOSURE_ABSOLUTE`.
  public static let absoluteExposure = ControlID(rawValue: 0x009a_0902)
  /// Distance of the focus. The corresponding C constant is `V4L2_CID_FOCUS_ABSOLUTE`.
  public static let absoluteFocus = ControlID(rawValue: 0x009a_090a)
  /// Whether the focus follows by itself. The corresponding C constant is `V4L2_CID_FOCUS_AUTO`.
  public static let automaticFocus = ControlID(rawValue: 0x009a_090c)
  /// Focal length. The corresponding C constant is `V4L2_CID_ZOOM_ABSOLUTE`.
  public static let absoluteZoom = ControlID(rawValue: 0x009a_090d)
  /// Frames from one key frame to the next. The corresponding C constant is `V4L2_CID_MPEG_VIDEO_GOP_SIZE`.
  public static let groupSize = ControlID(rawValue: 0x0099_09cb)
  /// Bits a second that an encoder aims at. The corresponding C constant is `V4L2_CID_MPEG_VIDEO_BITRATE`.
  public static let bitRate = ControlID(rawValue: 0x0099_09cf)
  /// Whether stream headers come apart or before the first frame: 0 or 1. The corresponding C constant is
  /// `V4L2_CID_MPEG_VIDEO_HEADER_MODE`.
  public static let headerMode = ControlID(rawValue: 0x0099_09d8)
  /// Makes the next frame a key frame. The corresponding C constant is `V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME`.
  public static let forceKeyFrame = ControlID(rawValue: 0x0099_09e5)
  /// Headers with every key frame. The corresponding C constant is `V4L2_CID_MPEG_VIDEO_PREPEND_SPSPPS_TO_IDR`.
  public static let repeatHeaders = ControlID(rawValue: 0x0099_0b84)
  /// Coarseness of FWHT key frames, 1 to 31. The corresponding C constant is `V4L2_CID_FWHT_I_FRAME_QP`.
  public static let fwhtKeyFrameQuantization = ControlID(rawValue: 0x0099_0a22)
  /// Coarseness of FWHT frames that build on others. The corresponding C constant is `V4L2_CID_FWHT_P_FRAME_QP`.
  public static let fwhtPredictedFrameQuantization = ControlID(rawValue: 0x0099_0a23)
}

extension ControlID: CustomStringConvertible {
  /// `0x` and eight hexadecimal digits.
  public var description: String {
    let digits = String(rawValue, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}

/// A family of controls. The corresponding C constants are `V4L2_CTRL_CLASS_*`.
public struct ControlClass: NamedConstant {
  /// The kernel's number.
  public var rawValue: UInt32
  /// Makes a class from the kernel's number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What every device may have. The corresponding C constant is `V4L2_CTRL_CLASS_USER`.
  public static let user = ControlClass(rawValue: 0x0098_0000)
  /// Codecs that keep state. The corresponding C constant is `V4L2_CTRL_CLASS_CODEC`.
  public static let codec = ControlClass(rawValue: 0x0099_0000)
  /// Exposure, focus, pan, tilt and zoom. The corresponding C constant is `V4L2_CTRL_CLASS_CAMERA`.
  public static let camera = ControlClass(rawValue: 0x009a_0000)
  /// FM transmitters. The corresponding C constant is `V4L2_CTRL_CLASS_FM_TX`.
  public static let fmTransmitter = ControlClass(rawValue: 0x009b_0000)
  /// Flash lights. The corresponding C constant is `V4L2_CTRL_CLASS_FLASH`.
  public static let flash = ControlClass(rawValue: 0x009c_0000)
  /// JPEG compression. The corresponding C constant is `V4L2_CTRL_CLASS_JPEG`.
  public static let jpeg = ControlClass(rawValue: 0x009d_0000)
  /// Sensors. The corresponding C constant is `V4L2_CTRL_CLASS_IMAGE_SOURCE`.
  public static let imageSource = ControlClass(rawValue: 0x009e_0000)
  /// Image processing. The corresponding C constant is `V4L2_CTRL_CLASS_IMAGE_PROC`.
  public static let imageProcessing = ControlClass(rawValue: 0x009f_0000)
  /// Digital video. The corresponding C constant is `V4L2_CTRL_CLASS_DV`.
  public static let digitalVideo = ControlClass(rawValue: 0x00a0_0000)
  /// FM receivers. The corresponding C constant is `V4L2_CTRL_CLASS_FM_RX`.
  public static let fmReceiver = ControlClass(rawValue: 0x00a1_0000)
  /// Tuners. The corresponding C constant is `V4L2_CTRL_CLASS_RF_TUNER`.
  public static let tuner = ControlClass(rawValue: 0x00a2_0000)
  /// Motion detection. The corresponding C constant is `V4L2_CTRL_CLASS_DETECT`.
  public static let detection = ControlClass(rawValue: 0x00a3_0000)
  /// Codecs that keep no state. The corresponding C constant is `V4L2_CTRL_CLASS_CODEC_STATELESS`.
  public static let statelessCodec = ControlClass(rawValue: 0x00a4_0000)
  /// Colorimetry of HDR pictures. The corresponding C constant is `V4L2_CTRL_CLASS_COLORIMETRY`.
  public static let colorimetry = ControlClass(rawValue: 0x00a5_0000)

  /// The values that have a name, with it, in the kernel's order.
  public static var names: [(ControlClass, String)] {
    [
      (.user, "user"), (.codec, "codec"), (.camera, "camera"), (.fmTransmitter, "fmTransmitter"),
      (.flash, "flash"), (.jpeg, "jpeg"), (.imageSource, "imageSource"),
      (.imageProcessing, "imageProcessing"), (.digitalVideo, "digitalVideo"),
      (.fmReceiver, "fmReceiver"), (.tuner, "tuner"), (.detection, "detection"),
      (.statelessCodec, "statelessCodec"), (.colorimetry, "colorimetry"),
    ]
  }
}
