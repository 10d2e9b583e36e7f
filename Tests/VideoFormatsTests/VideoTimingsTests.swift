import FoundationEssentials
import Testing
import VideoFormats

/// One signal of CEA-861 or VESA's list, with the totals that the documents state.
struct KnownSignal: Sendable, CustomTestStringConvertible {
  var name: String
  var size: Size
  var total: Size
  var clock: Int
  var interval: Interval
  var isInterlaced = false
  var isSlowed = false

  var testDescription: String { name }

  /// Timings with these totals; where the blanking lies is of no account here.
  var timings: VideoTimings {
    let lines = total.height - size.height
    return VideoTimings(
      width: size.width, height: size.height, isInterlaced: isInterlaced, pixelClock: clock,
      horizontal: VideoTimings.Blanking(sync: total.width - size.width),
      vertical: VideoTimings.Blanking(backPorch: isInterlaced ? lines / 2 : lines),
      secondField: VideoTimings.Blanking(frontPorch: isInterlaced ? lines - lines / 2 : 7),
      flags: isSlowed ? [.canReduceRate, .reducedRate] : [])
  }

  private init(
    _ name: String, _ width: Int, _ height: Int, of totalWidth: Int, _ totalHeight: Int,
    at clock: Int, _ interval: Interval, isInterlaced: Bool = false, isSlowed: Bool = false
  ) {
    self.name = name
    size = Size(width: width, height: height)
    total = Size(width: totalWidth, height: totalHeight)
    self.clock = clock
    self.interval = interval
    self.isInterlaced = isInterlaced
    self.isSlowed = isSlowed
  }

  static let all = [
    KnownSignal("640x480p59.94", 640, 480, of: 800, 525, at: 25_175_000, Interval(84, 5035)),
    KnownSignal("720x480p59.94", 720, 480, of: 858, 525, at: 27_000_000, Interval(1001, 60000)),
    KnownSignal("720x576p50", 720, 576, of: 864, 625, at: 27_000_000, Interval(1, 50)),
    KnownSignal(
      "720x480i59.94", 720, 480, of: 858, 525, at: 13_500_000, Interval(1001, 30000),
      isInterlaced: true),
    KnownSignal(
      "720x576i50", 720, 576, of: 864, 625, at: 13_500_000, Interval(1, 25), isInterlaced: true),
    KnownSignal("1280x720p24", 1280, 720, of: 3300, 750, at: 59_400_000, Interval(1, 24)),
    KnownSignal("1280x720p25", 1280, 720, of: 3960, 750, at: 74_250_000, Interval(1, 25)),
    KnownSignal("1280x720p50", 1280, 720, of: 1980, 750, at: 74_250_000, Interval(1, 50)),
    KnownSignal("1280x720p60", 1280, 720, of: 1650, 750, at: 74_250_000, Interval(1, 60)),
    KnownSignal(
      "1280x720p59.94", 1280, 720, of: 1650, 750, at: 74_250_000, Interval(1001, 60000),
      isSlowed: true),
    KnownSignal(
      "1920x1080i50", 1920, 1080, of: 2640, 1125, at: 74_250_000, Interval(1, 25),
      isInterlaced: true),
    KnownSignal(
      "1920x1080i60", 1920, 1080, of: 2200, 1125, at: 74_250_000, Interval(1, 30),
      isInterlaced: true),
    KnownSignal(
      "1920x1080i59.94", 1920, 1080, of: 2200, 1125, at: 74_250_000, Interval(1001, 30000),
      isInterlaced: true, isSlowed: true),
    KnownSignal("1920x1080p24", 1920, 1080, of: 2750, 1125, at: 74_250_000, Interval(1, 24)),
    KnownSignal(
      "1920x1080p23.98", 1920, 1080, of: 2750, 1125, at: 74_250_000, Interval(1001, 24000),
      isSlowed: true),
    KnownSignal("1920x1080p50", 1920, 1080, of: 2640, 1125, at: 148_500_000, Interval(1, 50)),
    KnownSignal("1920x1080p60", 1920, 1080, of: 2200, 1125, at: 148_500_000, Interval(1, 60)),
    KnownSignal("3840x2160p30", 3840, 2160, of: 4400, 2250, at: 297_000_000, Interval(1, 30)),
    KnownSignal("3840x2160p60", 3840, 2160, of: 4400, 2250, at: 594_000_000, Interval(1, 60)),
    KnownSignal(
      "3840x2160p59.94", 3840, 2160, of: 4400, 2250, at: 594_000_000, Interval(1001, 60000),
      isSlowed: true),
    KnownSignal("1024x768p60", 1024, 768, of: 1344, 806, at: 65_000_000, Interval(1302, 78125)),
    KnownSignal("800x600p60.32", 800, 600, of: 1056, 628, at: 40_000_000, Interval(5181, 312_500)),
    KnownSignal("1366x768p59.79", 1366, 768, of: 1792, 798, at: 85_500_000, Interval(784, 46875)),
  ]
}

@Suite struct VideoTimingsTests {
  @Test("totals, rate and name are those of the documents", arguments: KnownSignal.all)
  func known(_ signal: KnownSignal) throws {
    let timings = signal.timings
    #expect(timings.totalWidth == signal.total.width)
    #expect(timings.totalHeight == signal.total.height)
    #expect(timings.description == signal.name)
    #expect(timings.matches(signal.name))
    let interval = try #require(timings.interval)
    #expect(interval == signal.interval)
    // The exact product, by hand.
    let pixels = UInt64(signal.total.width * signal.total.height) * (signal.isSlowed ? 1001 : 1)
    let clock = UInt64(signal.clock) * (signal.isSlowed ? 1000 : 1)
    #expect(
      UInt128(interval.numerator) * UInt128(clock) == UInt128(interval.denominator)
        * UInt128(pixels))
    let data = try JSONEncoder().encode(timings)
    #expect(try JSONDecoder().decode(VideoTimings.self, from: data) == timings)
  }

  @Test("a rate is reduced only where it can be") func reduced() throws {
    var timings = try #require(KnownSignal.all.first { $0.name == "1920x1080p60" }).timings
    timings.flags = .reducedRate
    #expect(timings.description == "1920x1080p60")
    timings.flags = .canReduceRate
    #expect(timings.description == "1920x1080p60")
    timings.flags = [.canReduceRate, .reducedRate]
    #expect(timings.description == "1920x1080p59.94")
  }

  @Test("numbers no signal has are survived") func absurd() {
    let blanking = VideoTimings.Blanking(frontPorch: .max, sync: .max, backPorch: .max)
    for clock in [Int.min, -1, 0, 1, .max] {
      let timings = VideoTimings(
        width: .max, height: .max, isInterlaced: true, pixelClock: clock, horizontal: blanking,
        vertical: blanking, secondField: blanking, flags: [.canReduceRate, .reducedRate])
      _ = (timings.interval, timings.rate, timings.description, timings.matches("1080p60"))
    }
    let still = VideoTimings(
      width: 640, height: 480, pixelClock: 0, horizontal: VideoTimings.Blanking(),
      vertical: VideoTimings.Blanking())
    #expect(still.interval == nil && still.description == "640x480p")
    #expect(still.matches("480p") && !still.matches("480p60"))
  }

  @Test("short names mean what people mean by them") func names() throws {
    func named(_ name: String) -> [String] {
      VideoTimings.matching(name, among: KnownSignal.all.map(\.timings)).map(\.description)
    }
    #expect(named("1080p60") == ["1920x1080p60"])
    #expect(named("1920X1080P60") == ["1920x1080p60"])
    #expect(named("1080i50") == ["1920x1080i50"])
    #expect(named("1080i25").isEmpty)
    #expect(named("720p") == ["24", "25", "50", "60", "59.94"].map { "1280x720p\($0)" })
    #expect(named("720p59.94") == ["1280x720p59.94"])
    #expect(named("720p60.00") == ["1280x720p60"])
    #expect(named("1080p23.98") == ["1920x1080p23.98"])
    // Only rates a little beside the whole number exist.
    #expect(named("1366x768p60") == ["1366x768p59.79"])
    #expect(named("600p60") == ["800x600p60.32"])
    #expect(named("1366x768p61").isEmpty)
    #expect(named("1024x480p").isEmpty)
  }

  @Test(
    "anything else is no name",
    arguments: [
      "", "p", "p60", "x1080p60", "1080", "1920x1080", "1080q60", "1080p60.", "1080p.5",
      "1080p59.940", "1920x1080x1p60", "0p60", "0x1080p60", "1080p60Hz", "-1080p60",
      "99999999999p60", "1080p99999999999",
    ])
  func bad(_ name: String) {
    for signal in KnownSignal.all { #expect(!signal.timings.matches(name)) }
    #expect(VideoTimings.matching(name, among: KnownSignal.all.map(\.timings)).isEmpty)
  }
}
