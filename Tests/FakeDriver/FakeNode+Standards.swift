internal import CVideoDev2
internal import VideoFormats

// Analogue standards, as vivid and the kernel's core in front of it have them.
extension FakeNode {
  /// The core's list, which every device with all standards has.
  private static let list: [(standard: VideoStandard, name: String)] = [
    (.ntsc, "NTSC"), (.ntscM, "NTSC-M"), (.ntscMJP, "NTSC-M-JP"), (.ntscMKR, "NTSC-M-KR"),
    (.ntsc443, "NTSC-443"), (.pal, "PAL"), (.palBG, "PAL-BG"), (.palH, "PAL-H"),
    (.palI, "PAL-I"), (.palDK, "PAL-DK"), (.palM, "PAL-M"), (.palN, "PAL-N"),
    (.palNc, "PAL-Nc"), (.pal60, "PAL-60"), (.secam, "SECAM"), (.secamB, "SECAM-B"),
    (.secamG, "SECAM-G"), (.secamH, "SECAM-H"), (.secamDK, "SECAM-DK"), (.secamL, "SECAM-L"),
    (.secamLc, "SECAM-Lc"),
  ]

  mutating func standardRequest(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    guard hasInput(where: \.hasStandards) else { return -ENOTTY }
    guard inputKind.hasStandards else { return -ENODATA }
    if request == CV_ENUMSTD {
      return unsafe enumerateStandards(
        &argument.assumingMemoryBound(to: v4l2_standard.self).pointee)
    }
    let standard = unsafe argument.assumingMemoryBound(to: v4l2_std_id.self)
    switch request {
    case CV_G_STD: unsafe standard.pointee = source.standards[Int(input)]
    case CV_QUERYSTD: unsafe standard.pointee = detectedStandard
    default: return unsafe setStandard(standard.pointee)
    }
    return 0
  }

  private func enumerateStandards(_ standard: inout v4l2_standard) -> Int32 {
    let index = standard.index
    guard index < Self.list.count else { return -EINVAL }
    let entry = Self.list[Int(index)]
    standard = v4l2_standard()
    standard.index = index
    standard.id = entry.standard.rawValue
    copy(entry.name, into: &standard.name)
    let is525 = entry.standard.rawValue & VideoStandard.lines525.rawValue != 0
    standard.frameperiod =
      is525
      ? v4l2_fract(numerator: 1001, denominator: 30000) : v4l2_fract(numerator: 1, denominator: 25)
    standard.framelines = is525 ? 525 : 625
    return 0
  }

  private mutating func setStandard(_ wanted: UInt64) -> Int32 {
    let standard = wanted & VideoStandard.all.rawValue
    guard standard != 0 else { return -EINVAL }
    guard standard != source.standards[Int(input)] else { return 0 }
    guard queue.buffers.isEmpty else { return -EBUSY }
    source.standards[Int(input)] = standard
    resetToSource()
    return 0
  }

  private var detectedStandard: UInt64 {
    switch behaviour.signal {
    case .none, .unlocked: return 0
    case .good, .outOfRange: break
    }
    if inputKind == .tuner, reception == .noise { return 0 }
    return behaviour.detectedStandard?.rawValue ?? source.standards[Int(input)]
  }
}
