import Testing
import VideoFormats

@testable import vidctl

/// What is chosen among formats, sizes and rates, without a screen or a device.
@Suite struct ChoiceModelTests {
  private static func size(_ width: Int, _ height: Int, _ rates: UInt32...) -> SizeDescription {
    SizeDescription(
      size: .discrete(Size(width: width, height: height)),
      intervals: rates.map { .discrete(Interval(1, $0)) })
  }

  private func model() -> ChoiceModel {
    let range = FrameSize.stepwise(
      min: Size(width: 16, height: 16), max: Size(width: 1920, height: 1080),
      step: Size(width: 8, height: 2))
    let offers = QueueFormats(
      type: .videoCapture,
      formats: [
        FormatDescription(
          pixelFormat: .yuyv, description: "YUYV 4:2:2",
          sizes: [Self.size(640, 480, 30, 15), Self.size(1280, 720, 10)]),
        FormatDescription(
          pixelFormat: .mjpeg, description: "Motion-JPEG", flags: .compressed,
          sizes: [Self.size(1280, 720, 30), Self.size(1920, 1080, 30, 24)]),
        FormatDescription(
          pixelFormat: .grey, description: "8-bit Greyscale",
          sizes: [
            SizeDescription(
              size: range, intervals: [.continuous(min: Interval(1, 60), max: Interval(1, 1))])
          ]),
        FormatDescription(pixelFormat: .nv12, description: "nothing listed"),
      ])
    return ChoiceModel(
      offers, current: Format(.yuyv, width: 640, height: 480), interval: Interval(1, 30))
  }

  private func texts(_ model: ChoiceModel, _ column: ChoiceModel.Column) -> [String] {
    model.rows(column).map(\.text)
  }

  private func type(_ text: String, into model: inout ChoiceModel) {
    for character in text { model.type(character) }
  }

  @Test func `it begins with what is set`() {
    let model = model()
    #expect(texts(model, .format) == ["YUYV", "MJPG", "GREY", "NV12"])
    #expect(texts(model, .size) == ["640x480", "1280x720"])
    #expect(texts(model, .rate) == ["30", "15"])
    #expect(model.list(.rate).selected == 0)
  }

  @Test func `another format keeps the size where it can, and goes to the nearest where not`() {
    var model = model()
    model.move(by: 1)
    #expect(model.format == .mjpeg && model.size == Size(width: 1280, height: 720))
    #expect(model.interval == Interval(1, 30))
    model.move(by: -1)
    #expect(model.size == Size(width: 1280, height: 720))
    #expect(model.interval == Interval(1, 10), "the only rate there")
    model.move(by: 2)
    #expect(model.format == .grey && model.size == Size(width: 1280, height: 720))
    model.move(by: 100)
    #expect(model.format == .nv12)
    model.move(by: -100)
    #expect(model.format == .yuyv)
  }

  @Test func `typing finds, and what begins so is meant first`() {
    var model = model()
    type("mo", into: &model)
    #expect(texts(model, .format) == ["MJPG"] && model.format == .mjpeg)
    #expect(model.deleteTyped() && model.deleteTyped() && !model.deleteTyped())
    type("zzz", into: &model)
    #expect(texts(model, .format).isEmpty && model.format == .mjpeg)
    #expect(model.clearFilter() && !model.clearFilter())
    model.moveFocus(by: 1)
    type("19", into: &model)
    #expect(model.size == Size(width: 1920, height: 1080))
  }

  @Test func `any size of a range can be typed, even between its steps`() {
    var model = model()
    model.select(row: 2)
    model.moveFocus(by: 1)
    let before = model.size
    type("1001", into: &model)
    #expect(model.size == before, "half a size is none")
    type("x701", into: &model)
    #expect(model.size == Size(width: 1001, height: 701))
    #expect(texts(model, .size).prefix(2) == ["1001x701", "1000x700"])
    model.move(by: 1)
    #expect(model.size == Size(width: 1000, height: 700))
    model.moveFocus(by: 1)
    type("29.5", into: &model)
    #expect(model.interval?.rateDescription == "29.50")
    #expect(model.size == Size(width: 1000, height: 700))
  }

  @Test func `where nothing is listed, what is chosen stays and what is typed is asked`() {
    var model = model()
    model.select(row: 3)
    #expect(texts(model, .size) == ["640x480"])
    model.moveFocus(by: 1)
    type("800x600", into: &model)
    #expect(model.request == Format(.nv12, width: 800, height: 600))
    model.moveFocus(by: 1)
    #expect(texts(model, .rate) == ["30"])
    model.moveFocus(by: -2)
    #expect(model.focus == .format)
  }

  @Test func `lists scroll to what is selected`() {
    var list = ListState()
    list.select(50, count: 83)
    list.scroll(height: 18, count: 83)
    #expect(list.top == 33)
    list.move(by: -30, count: 83)
    list.scroll(height: 18, count: 83)
    #expect(list.top == 20)
    list.scroll(height: 18, count: 5)
    #expect(list.top == 0 && list.selected == 4)
    list.scroll(height: 0, count: 0)
    #expect(list.selected == 0)
  }
}
