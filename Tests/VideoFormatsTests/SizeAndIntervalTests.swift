import Testing
import VideoFormats

@Suite struct SizeTests {
  @Test("sizes are read and written") func good() {
    #expect(Size("640x480") == Size(width: 640, height: 480))
    #expect(Size("1x4294967295") == Size(width: 1, height: 4_294_967_295))
    #expect(Size(width: 640, height: 480).description == "640x480")
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "x", "640", "640x", "x480", "640x480x3", "0x480", "640x0", "-640x480", "640x-480",
      "+640x480", "640 x480", "640X480", "640x480 ", "6.4x4.8", "4294967296x1",
      "99999999999999999999x1", "٦٤٠x٤٨٠",
    ])
  func bad(_ text: String) {
    #expect(Size(text) == nil)
  }

  @Test("a range contains its ends and its steps") func contains() {
    let vga = Size(width: 640, height: 480)
    #expect(FrameSize.discrete(vga).contains(vga))
    #expect(!FrameSize.discrete(vga).contains(Size(width: 640, height: 479)))
    let steps = FrameSize.stepwise(
      min: Size(width: 16, height: 10), max: Size(width: 100, height: 100),
      step: Size(width: 8, height: 3))
    #expect(steps.contains(Size(width: 16, height: 10)))
    #expect(steps.contains(Size(width: 96, height: 100)))
    #expect(!steps.contains(Size(width: 100, height: 100)))
    #expect(!steps.contains(Size(width: 8, height: 10)))
    #expect(!steps.contains(Size(width: 104, height: 10)))
    #expect(!steps.contains(Size(width: 24, height: 11)))
    let unset = FrameSize.stepwise(
      min: Size(width: 1, height: 1), max: vga, step: Size(width: 0, height: 0))
    #expect(unset.contains(Size(width: 333, height: 7)))
    let any = FrameSize.continuous(min: Size(width: 2, height: 2), max: vga)
    #expect(any.contains(Size(width: 333, height: 7)) && any.contains(vga))
    #expect(!any.contains(Size(width: 1, height: 2)) && !any.contains(Size(width: -5, height: 7)))
    #expect(steps.largest == Size(width: 100, height: 100))
  }
}

@Suite struct IntervalTests {
  @Test(
    "rates are read",
    arguments: [
      ("30", Interval(1, 30)), ("30000/1001", Interval(1001, 30000)),
      ("29.97", Interval(100, 2997)),
      ("0.5", Interval(2, 1)), ("59.940", Interval(50, 2997)), ("1/2", Interval(2, 1)),
      ("4294967295", Interval(1, 4_294_967_295)),
    ])
  func good(_ text: String, _ interval: Interval) {
    #expect(Interval(rate: text) == interval)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "0", "0.0", "-30", "+30", "30fps", "30/0", "0/1", "1/2/3", "/", ".", "30.", ".5",
      "1.2.3", "29.9700", "4294967296", "100001.0", "1e3", "nan", "inf", " 30",
    ])
  func bad(_ text: String) {
    #expect(Interval(rate: text) == nil)
  }

  @Test("rates are written") func rates() {
    #expect(Interval(1, 30).description == "30 fps")
    #expect(Interval(1001, 30000).rateDescription == "29.97")
    #expect(Interval(2, 1).rateDescription == "0.50")
    #expect(Interval(1001, 60000).rateDescription == "59.94")
    #expect(Interval(0, 30).rateDescription == "?")
    #expect(Interval(0, 0).seconds == 0 && Interval(1, 0).seconds == 0)
  }

  @Test("fractions are compared exactly") func compared() {
    #expect(Interval(2, 60).isEquivalent(to: Interval(1, 30)))
    #expect(Interval(2, 60) != Interval(1, 30))
    #expect(!Interval(1, 30).isEquivalent(to: Interval(1001, 30000)))
    #expect(Interval(1, 30).isShorter(than: Interval(1001, 30000)))
    #expect(!Interval(1, 30).isShorter(than: Interval(2, 60)))
    let large = Interval(4_294_967_295, 4_294_967_294)
    #expect(large.isEquivalent(to: large) && !large.isShorter(than: large))
    #expect(Interval(4_294_967_294, 2).reduced == Interval(2_147_483_647, 1))
    #expect(Interval(0, 0).reduced == Interval(0, 0))
  }

  @Test("a range of intervals contains its ends and its steps") func contains() {
    let discrete = FrameInterval.discrete(Interval(1, 30))
    #expect(discrete.contains(Interval(2, 60)) && !discrete.contains(Interval(1, 31)))
    let any = FrameInterval.continuous(min: Interval(1, 60), max: Interval(1, 1))
    #expect(any.contains(Interval(1001, 30000)) && any.contains(Interval(1, 60)))
    #expect(!any.contains(Interval(1, 61)) && !any.contains(Interval(2, 1)))
    let steps = FrameInterval.stepwise(
      min: Interval(1, 60), max: Interval(1, 10), step: Interval(1, 60))
    #expect(steps.contains(Interval(1, 60)) && steps.contains(Interval(1, 30)))
    #expect(steps.contains(Interval(1, 20)) && steps.contains(Interval(6, 60)))
    #expect(!steps.contains(Interval(1, 25)) && !steps.contains(Interval(1, 9)))
    #expect(steps.shortest == Interval(1, 60))
    let huge = FrameInterval.stepwise(
      min: Interval(1, 4_294_967_291), max: Interval(4_294_967_291, 1),
      step: Interval(4_294_967_279, 4_294_967_291))
    #expect(!huge.contains(Interval(1, 4_294_967_279)))
  }
}
