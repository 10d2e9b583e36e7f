import CVideoDev2
import FoundationEssentials
import Testing
import VideoFormats

/// The constants of sources against the kernel's header.
@Suite struct SourceConstantTests {
  /// A name and a number that the header's text defines; most macros do not reach Swift.
  static func number(_ name: String) throws -> UInt64 {
    for header in ["videodev2.h", "v4l2-common.h"] {
      let data = try Data(contentsOf: URL(filePath: "/usr/include/linux/\(header)"))
      let text = String(decoding: data, as: UTF8.self)
      for line in text.split(separator: "\n") where line.hasPrefix("#define") {
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count > 2, words[1] == name else { continue }
        let value = words[2...].joined().replacing("((v4l2_std_id)", with: "")
        if let shift = value.firstMatch(of: /^\(1<<(\d+)\)/) {
          return 1 << (UInt64(shift.1) ?? 0)
        }
        let digits = value.prefix { $0.isHexDigit || $0 == "x" }
        return try #require(
          digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits))
      }
    }
    throw Missing(name: name)
  }

  struct Missing: Error { var name: String }

  @Test("standards are the kernel's") func standards() throws {
    let names: [(VideoStandard, String)] = [
      (.palB, "PAL_B"), (.palB1, "PAL_B1"), (.palG, "PAL_G"), (.palH, "PAL_H"), (.palI, "PAL_I"),
      (.palD, "PAL_D"), (.palD1, "PAL_D1"), (.palK, "PAL_K"), (.palM, "PAL_M"), (.palN, "PAL_N"),
      (.palNc, "PAL_Nc"), (.pal60, "PAL_60"), (.ntscM, "NTSC_M"), (.ntscMJP, "NTSC_M_JP"),
      (.ntsc443, "NTSC_443"), (.ntscMKR, "NTSC_M_KR"), (.secamB, "SECAM_B"),
      (.secamD, "SECAM_D"), (.secamG, "SECAM_G"), (.secamH, "SECAM_H"), (.secamK, "SECAM_K"),
      (.secamK1, "SECAM_K1"), (.secamL, "SECAM_L"), (.secamLc, "SECAM_LC"),
      (.atsc8VSB, "ATSC_8_VSB"), (.atsc16VSB, "ATSC_16_VSB"),
    ]
    for (ours, name) in names {
      #expect(ours.rawValue == (try Self.number("V4L2_STD_\(name)")), "\(name)")
    }
    let single = VideoStandard.names.filter { $0.0.rawValue.nonzeroBitCount == 1 }
    #expect(single.count == names.count)
    #expect(VideoStandard.pal.rawValue == 0xff)
    #expect(VideoStandard.ntsc.rawValue == 0xb000)
    #expect(VideoStandard.secam.rawValue == 0xff_0000)
    #expect(VideoStandard.lines525.rawValue == 0xf900)
    #expect(VideoStandard.lines625.rawValue == 0xff_06ff)
    #expect(VideoStandard.all.rawValue == 0xff_ffff)
  }

  @Test("timings' flags are the kernel's") func timings() throws {
    func check<Flags: NamedFlags>(_ pairs: [(Flags, String)]) throws
    where Flags.RawValue == UInt32 {
      for (ours, name) in pairs {
        #expect(UInt64(ours.rawValue) == (try Self.number("V4L2_DV_\(name)")), "\(name)")
      }
      #expect(pairs.count == Flags.names.count)
      #expect(Set(Flags.names.map(\.1)).count == pairs.count)
    }
    try check([
      (VideoTimings.Polarities.verticalPositive, "VSYNC_POS_POL"),
      (.horizontalPositive, "HSYNC_POS_POL"),
    ])
    try check([
      (VideoTimings.Standards.cea861, "BT_STD_CEA861"), (.dmt, "BT_STD_DMT"),
      (.cvt, "BT_STD_CVT"), (.gtf, "BT_STD_GTF"), (.sdi, "BT_STD_SDI"),
    ])
    try check([
      (VideoTimings.Flags.reducedBlanking, "FL_REDUCED_BLANKING"),
      (.canReduceRate, "FL_CAN_REDUCE_FPS"), (.reducedRate, "FL_REDUCED_FPS"),
      (.halfLine, "FL_HALF_LINE"), (.isCEVideo, "FL_IS_CE_VIDEO"),
      (.firstFieldExtraLine, "FL_FIRST_FIELD_EXTRA_LINE"),
      (.hasPictureAspect, "FL_HAS_PICTURE_ASPECT"), (.hasCEA861VIC, "FL_HAS_CEA861_VIC"),
      (.hasHDMIVIC, "FL_HAS_HDMI_VIC"),
      (.canDetectReducedRate, "FL_CAN_DETECT_REDUCED_FPS"),
    ])
    try check([
      (VideoTimingsCapabilities.Kinds.interlaced, "BT_CAP_INTERLACED"),
      (.progressive, "BT_CAP_PROGRESSIVE"), (.reducedBlanking, "BT_CAP_REDUCED_BLANKING"),
      (.custom, "BT_CAP_CUSTOM"),
    ])
  }

  @Test("selections are the kernel's") func selections() throws {
    let targets: [(SelectionTarget, String)] = [
      (.crop, "CROP"), (.cropDefault, "CROP_DEFAULT"), (.cropBounds, "CROP_BOUNDS"),
      (.nativeSize, "NATIVE_SIZE"), (.compose, "COMPOSE"), (.composeDefault, "COMPOSE_DEFAULT"),
      (.composeBounds, "COMPOSE_BOUNDS"), (.composePadded, "COMPOSE_PADDED"),
    ]
    for (ours, name) in targets {
      #expect(UInt64(ours.rawValue) == (try Self.number("V4L2_SEL_TGT_\(name)")))
    }
    #expect(targets.count == SelectionTarget.names.count)
    #expect(SelectionFlags.atLeast.rawValue == UInt32(V4L2_SEL_FLAG_GE))
    #expect(SelectionFlags.atMost.rawValue == UInt32(V4L2_SEL_FLAG_LE))
    #expect(SelectionFlags.keepConfiguration.rawValue == UInt32(V4L2_SEL_FLAG_KEEP_CONFIG))
  }

  @Test("bits without a name survive JSON") func survive() throws {
    func roundTrip<Flags: NamedFlags>(_ flags: Flags) throws {
      let data = try JSONEncoder().encode([flags])
      #expect(try JSONDecoder().decode([Flags].self, from: data) == [flags])
    }
    try roundTrip(VideoTimings.Flags(rawValue: .max))
    try roundTrip(SelectionFlags(rawValue: 0x8000_0001))
    try roundTrip(VideoStandard(rawValue: .max))
    #expect(SelectionFlags(rawValue: 9).labels == ["atLeast", "0x8"])
  }
}
