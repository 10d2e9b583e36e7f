import ArgumentParser
import SystemIO
import V4L2

/// `vidctl bench-controls`: how long it takes to list every control of a device.
///
/// Hidden, because it is a tool for this package's own benchmarks.
struct BenchControls: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-controls",
    abstract: "Measures how long it takes to list a device's controls.", shouldDisplay: false)

  @OptionGroup var device: DeviceArgument

  @Option(help: "Lists to make.", transform: CaptureValues.count)
  var count: Int = 21

  func run() throws {
    let device = try device.open()
    var asking: [Double] = []
    var drawing: [Double] = []
    var controls = 0
    var items = 0
    for _ in 0..<count {
      let begin = Kernel.shared.monotonicNanoseconds()
      let readings = try device.readings(of: device.controls())
      let middle = Kernel.shared.monotonicNanoseconds()
      let list = ControlList(title: device.path, readings: readings)
      let text = list.rendered(on: Canvas(columns: 80, isColored: true))
      let end = Kernel.shared.monotonicNanoseconds()
      guard !text.isEmpty else { continue }
      asking.append(Double(middle - begin) / 1e6)
      drawing.append(Double(end - middle) / 1e6)
      controls = readings.count { !$0.control.isHeading }
      items = readings.reduce(0) { $0 + $1.control.menu.count }
    }
    func median(_ times: [Double]) -> String {
      Quantity.decimal(times.sorted()[times.count / 2], places: 2)
    }
    try StandardStream.output.write(
      "\(controls) controls with \(items) items of menus: \(median(asking)) ms to ask, "
        + "\(median(drawing)) ms to draw\n")
  }
}
