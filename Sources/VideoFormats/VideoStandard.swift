/// One or more analogue television standards; bits without a name are kept.
///
/// A set with several bits means "one of these": an input lists what it can take, and a detector what it
/// cannot tell apart. The corresponding C type is `v4l2_std_id`.
public struct VideoStandard: NamedFlags {
  /// The kernel's bits.
  public var rawValue: UInt64
  /// Makes a set from the kernel's bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// PAL B. The corresponding C constant is `V4L2_STD_PAL_B`.
  public static let palB = VideoStandard(rawValue: 0x1)
  /// PAL B1. The corresponding C constant is `V4L2_STD_PAL_B1`.
  public static let palB1 = VideoStandard(rawValue: 0x2)
  /// PAL G. The corresponding C constant is `V4L2_STD_PAL_G`.
  public static let palG = VideoStandard(rawValue: 0x4)
  /// PAL H. The corresponding C constant is `V4L2_STD_PAL_H`.
  public static let palH = VideoStandard(rawValue: 0x8)
  /// PAL I. The corresponding C constant is `V4L2_STD_PAL_I`.
  public static let palI = VideoStandard(rawValue: 0x10)
  /// PAL D. The corresponding C constant is `V4L2_STD_PAL_D`.
  public static let palD = VideoStandard(rawValue: 0x20)
  /// PAL D1. The corresponding C constant is `V4L2_STD_PAL_D1`.
  public static let palD1 = VideoStandard(rawValue: 0x40)
  /// PAL K. The corresponding C constant is `V4L2_STD_PAL_K`.
  public static let palK = VideoStandard(rawValue: 0x80)
  /// PAL M, of 525 lines. The corresponding C constant is `V4L2_STD_PAL_M`.
  public static let palM = VideoStandard(rawValue: 0x100)
  /// PAL N. The corresponding C constant is `V4L2_STD_PAL_N`.
  public static let palN = VideoStandard(rawValue: 0x200)
  /// PAL N as in Argentina. The corresponding C constant is `V4L2_STD_PAL_Nc`.
  public static let palNc = VideoStandard(rawValue: 0x400)
  /// PAL colours on 525 lines. The corresponding C constant is `V4L2_STD_PAL_60`.
  public static let pal60 = VideoStandard(rawValue: 0x800)
  /// NTSC M with BTSC sound. The corresponding C constant is `V4L2_STD_NTSC_M`.
  public static let ntscM = VideoStandard(rawValue: 0x1000)
  /// NTSC M as in Japan. The corresponding C constant is `V4L2_STD_NTSC_M_JP`.
  public static let ntscMJP = VideoStandard(rawValue: 0x2000)
  /// NTSC with the colour carrier of PAL. The corresponding C constant is `V4L2_STD_NTSC_443`.
  public static let ntsc443 = VideoStandard(rawValue: 0x4000)
  /// NTSC M as in Korea. The corresponding C constant is `V4L2_STD_NTSC_M_KR`.
  public static let ntscMKR = VideoStandard(rawValue: 0x8000)
  /// SECAM B. The corresponding C constant is `V4L2_STD_SECAM_B`.
  public static let secamB = VideoStandard(rawValue: 0x1_0000)
  /// SECAM D. The corresponding C constant is `V4L2_STD_SECAM_D`.
  public static let secamD = VideoStandard(rawValue: 0x2_0000)
  /// SECAM G. The corresponding C constant is `V4L2_STD_SECAM_G`.
  public static let secamG = VideoStandard(rawValue: 0x4_0000)
  /// SECAM H. The corresponding C constant is `V4L2_STD_SECAM_H`.
  public static let secamH = VideoStandard(rawValue: 0x8_0000)
  /// SECAM K. The corresponding C constant is `V4L2_STD_SECAM_K`.
  public static let secamK = VideoStandard(rawValue: 0x10_0000)
  /// SECAM K1. The corresponding C constant is `V4L2_STD_SECAM_K1`.
  public static let secamK1 = VideoStandard(rawValue: 0x20_0000)
  /// SECAM L. The corresponding C constant is `V4L2_STD_SECAM_L`.
  public static let secamL = VideoStandard(rawValue: 0x40_0000)
  /// SECAM L'. The corresponding C constant is `V4L2_STD_SECAM_LC`.
  public static let secamLc = VideoStandard(rawValue: 0x80_0000)
  /// ATSC with 8 levels. The corresponding C constant is `V4L2_STD_ATSC_8_VSB`.
  public static let atsc8VSB = VideoStandard(rawValue: 0x100_0000)
  /// ATSC with 16 levels. The corresponding C constant is `V4L2_STD_ATSC_16_VSB`.
  public static let atsc16VSB = VideoStandard(rawValue: 0x200_0000)

  /// The usual PAL. The corresponding C constant is `V4L2_STD_PAL`.
  public static let pal: VideoStandard = [.palBG, .palDK, .palH, .palI]
  /// PAL in most of Western Europe. The corresponding C constant is `V4L2_STD_PAL_BG`.
  public static let palBG: VideoStandard = [.palB, .palB1, .palG]
  /// PAL in China and Eastern Europe. The corresponding C constant is `V4L2_STD_PAL_DK`.
  public static let palDK: VideoStandard = [.palD, .palD1, .palK]
  /// The usual NTSC. The corresponding C constant is `V4L2_STD_NTSC`.
  public static let ntsc: VideoStandard = [.ntscM, .ntscMJP, .ntscMKR]
  /// Every SECAM. The corresponding C constant is `V4L2_STD_SECAM`.
  public static let secam: VideoStandard = [
    .secamB, .secamG, .secamH, .secamDK, .secamL, .secamLc,
  ]
  /// SECAM in Eastern Europe and Africa. The corresponding C constant is `V4L2_STD_SECAM_DK`.
  public static let secamDK: VideoStandard = [.secamD, .secamK, .secamK1]
  /// Both of ATSC. The corresponding C constant is `V4L2_STD_ATSC`.
  public static let atsc: VideoStandard = [.atsc8VSB, .atsc16VSB]
  /// Every standard of 525 lines and 60 fields. The corresponding C constant is `V4L2_STD_525_60`.
  public static let lines525: VideoStandard = [.palM, .pal60, .ntsc, .ntsc443]
  /// Every standard of 625 lines and 50 fields. The corresponding C constant is `V4L2_STD_625_50`.
  public static let lines625: VideoStandard = [.pal, .palN, .palNc, .secam]
  /// Every analogue standard. The corresponding C constant is `V4L2_STD_ALL`.
  public static let all: VideoStandard = [.lines525, .lines625]

  /// Sets and single standards that have a name, with it; sets come before what they hold.
  public static var names: [(VideoStandard, String)] {
    [
      (.pal, "PAL"), (.palBG, "PAL-BG"), (.palDK, "PAL-DK"), (.palB, "PAL-B"),
      (.palB1, "PAL-B1"), (.palG, "PAL-G"), (.palH, "PAL-H"), (.palI, "PAL-I"),
      (.palD, "PAL-D"), (.palD1, "PAL-D1"), (.palK, "PAL-K"), (.palM, "PAL-M"),
      (.palN, "PAL-N"), (.palNc, "PAL-Nc"), (.pal60, "PAL-60"), (.ntsc, "NTSC"),
      (.ntscM, "NTSC-M"), (.ntscMJP, "NTSC-M-JP"), (.ntscMKR, "NTSC-M-KR"),
      (.ntsc443, "NTSC-443"), (.secam, "SECAM"), (.secamDK, "SECAM-DK"), (.secamB, "SECAM-B"),
      (.secamD, "SECAM-D"), (.secamG, "SECAM-G"), (.secamH, "SECAM-H"), (.secamK, "SECAM-K"),
      (.secamK1, "SECAM-K1"), (.secamL, "SECAM-L"), (.secamLc, "SECAM-Lc"), (.atsc, "ATSC"),
      (.atsc8VSB, "ATSC-8-VSB"), (.atsc16VSB, "ATSC-16-VSB"),
    ]
  }
}

extension VideoStandard {
  /// Lines of a frame, 525 or 625; nil for a set that has both, or neither.
  public var lines: Int? {
    switch (isDisjoint(with: .lines525), isDisjoint(with: .lines625)) {
    case (false, true): 525
    case (true, false): 625
    default: nil
    }
  }

  /// Time between frames, 1001/30000 or 1/25 of a second; nil where `lines` is.
  public var interval: Interval? {
    lines.map { $0 == 525 ? Interval(1001, 30000) : Interval(1, 25) }
  }

  /// The size most devices capture a frame in, 720x480 or 720x576; nil where `lines` is.
  public var pictureSize: Size? {
    lines.map { Size(width: 720, height: $0 == 525 ? 480 : 576) }
  }
}
