import FoundationEssentials
import Testing
import VideoFormats

@Suite struct VideoStandardTests {
  @Test(
    "names are read as people write them",
    arguments: [
      ("pal", VideoStandard.pal), ("PAL", .pal), ("PAL-BG", .palBG), ("pal-b/g", [.palB, .palG]),
      ("PAL-BGH", [.palB, .palG, .palH]), ("PAL-B/B1/G", .palBG), ("pal-nc", .palNc),
      ("PAL-60", .pal60), ("NTSC", .ntsc), ("ntsc-m", .ntscM), ("ntsc-m-jp", .ntscMJP),
      ("NTSC-M/M-JP/M-KR", .ntsc), ("NTSC-443", .ntsc443), ("secam", .secam),
      ("SECAM-Lc", .secamLc), ("secam-bgh", [.secamB, .secamG, .secamH]), ("SECAM-DK", .secamDK),
      ("525/60", .lines525), ("625-50", .lines625), ("all", .all), ("ATSC", .atsc),
      ("PAL, SECAM", [.pal, .secam]), ("0x80000000000", VideoStandard(rawValue: 0x800_0000_0000)),
    ] as [(String, VideoStandard)])
  func good(_ text: String, _ standard: VideoStandard) {
    #expect(VideoStandard(named: text) == standard)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", " ", "-", "PAL-", "PAL-X", "PALB", "NTSC-", "NTSC-M/", "PAL-B//G", "pal,", ",pal", "0x0",
      "0x", "0xg", "none", "PAL-BGX", "525", "0x10000000000000000",
    ])
  func bad(_ text: String) {
    #expect(VideoStandard(named: text) == nil)
  }

  @Test("a set is described by the fewest names, and unknown bits are kept") func described() {
    #expect(VideoStandard.pal.description == "PAL")
    #expect(VideoStandard.palBG.description == "PAL-BG")
    #expect(VideoStandard([.palB, .palH]).description == "PAL-B, PAL-H")
    #expect(VideoStandard.ntscM.description == "NTSC-M")
    #expect(VideoStandard([]).description == "none")
    #expect(
      VideoStandard.all.labels
        == ["PAL", "PAL-M", "PAL-N", "PAL-Nc", "PAL-60", "NTSC", "NTSC-443", "SECAM"])
    let unknown = VideoStandard(rawValue: 1 << 63 | 0x10)
    #expect(unknown.labels == ["PAL-I", "0x8000000000000000"])
    #expect(VideoStandard(named: unknown.description) == unknown)
  }

  @Test("every name is its standard's, and every description is read back") func roundTrip() throws
  {
    for (standard, name) in VideoStandard.names {
      #expect(VideoStandard(named: name) == standard)
      #expect(VideoStandard(named: standard.description) == standard)
      let data = try JSONEncoder().encode(standard)
      #expect(try JSONDecoder().decode(VideoStandard.self, from: data) == standard)
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(VideoStandard.self, from: #"["PAL-X"]"#.data)
    }
  }

  @Test("lines, rate and size follow from the standard") func geometry() {
    #expect(VideoStandard.pal.lines == 625 && VideoStandard.secam.lines == 625)
    #expect(VideoStandard.ntsc443.lines == 525 && VideoStandard.palM.lines == 525)
    #expect(VideoStandard.pal60.interval == Interval(1001, 30000))
    #expect(VideoStandard.palNc.interval == Interval(1, 25))
    #expect(VideoStandard.ntsc.pictureSize == Size(width: 720, height: 480))
    #expect(VideoStandard.palI.pictureSize == Size(width: 720, height: 576))
    for undecided: VideoStandard in [[], .all, .atsc, [.pal, .ntsc]] {
      #expect(undecided.lines == nil && undecided.interval == nil && undecided.pictureSize == nil)
    }
  }
}

extension String {
  fileprivate var data: Data { Data(utf8) }
}
