import Capture
import SystemIO
import V4L2
import VideoFormats

/// What a live device says of itself while somebody explores it. Reading it changes nothing.
struct NegotiatorFacts: Hashable {
  /// What is set.
  var settings: DeviceSettings
  /// What the driver would make of the choice; nil where asking failed, with the reason in `failure`.
  var proposal: Proposal?
  /// Why the driver could not be asked.
  var failure: String?
  /// Other processes that have the node open.
  var holders: [NodeHolder] = []
  var inputs: [Input] = []
  var standards: [StandardDescription] = []
  var standardDetection: String?
  var timings: [VideoTimings] = []
  var timingsDetection: String?
  /// Rectangles of the capture queue, those that the device has.
  var rectangles: [Named] = []

  /// A rectangle and what it is.
  struct Named: Hashable {
    var target: SelectionTarget
    var rectangle: Rectangle
  }

  /// The rectangles that say how the source reaches the buffer, in the order in which it does.
  static let targets: [SelectionTarget] = [
    .nativeSize, .cropBounds, .cropDefault, .crop, .composeBounds, .composeDefault, .compose,
  ]

  /// Reads everything but the proposal.
  init(of device: Device, queue: QueueType) throws(V4L2Error) {
    settings = try DeviceSettings(of: device, queue: queue)
    inputs = try device.inputs()
    standards = try device.standards()
    timings = try device.timingsList()
    for target in Self.targets {
      if let rectangle = try device.selection(target, of: queue) {
        rectangles.append(Named(target: target, rectangle: rectangle))
      }
    }
    holders = NodeHolder.holders(of: device.path)
  }

  init(settings: DeviceSettings) { self.settings = settings }

  /// The rectangle of a target.
  func rectangle(_ target: SelectionTarget) -> Rectangle? {
    rectangles.first { $0.target == target }?.rectangle
  }

  /// What is set, as a person would say it.
  var words: String {
    let format = settings.format
    return "\(format.pixelFormat) \(format.size)" + (settings.interval.map { " @ \($0)" } ?? "")
  }
}
