import SystemIO
import SystemPackage
import V4L2
import VideoFormats

/// What `vidctl info --json` writes. Docs/JSON.md describes every key.
struct InfoDocument: Codable, Hashable {
  var node: String
  var driver: String
  var card: String
  var busInfo: String
  var kernelVersion: String
  var capabilities: [String]
  var deviceCapabilities: [String]
  var identity: Identity?
  var queues: [Queue]
  var inputs: [InputEntry]
  var outputs: [OutputEntry]
  var signal: SignalDocument?
  var holders: [Holder]

  /// Names that survive replugging.
  struct Identity: Codable, Hashable {
    var name: String
    var usb: DevicesDocument.USB?
    var byID: [String]
    var byPath: [String]
    var sysfsPath: String
  }

  /// A queue, with its format where it carries pictures.
  struct Queue: Codable, Hashable {
    var type: QueueType
    var format: FormatEntry?
    var interval: Interval?
    var crop: Selection?
    var compose: Selection?
    var data: DataEntry?
  }

  /// A rectangle, with the one it must lie in.
  struct Selection: Codable, Hashable {
    var rectangle: Rectangle
    var bounds: Rectangle?
  }

  /// A picture format as it is set.
  struct FormatEntry: Codable, Hashable {
    var fourcc: PixelFormat
    var width: Int
    var height: Int
    var field: Field
    var colorSpace: ColorSpace
    var transfer: TransferFunction
    var encoding: YCbCrEncoding
    var quantization: Quantization
    var planes: [Format.Plane]
  }

  /// An input, and whether it is the chosen one.
  struct InputEntry: Codable, Hashable {
    var index: Int
    var name: String
    var kind: String
    var status: String
    var isCurrent: Bool
    var hasStandards: Bool
    var hasDVTimings: Bool
  }

  /// An output, and whether it is the chosen one.
  struct OutputEntry: Codable, Hashable {
    var index: Int
    var name: String
    var kind: String
    var isCurrent: Bool
    var hasStandards: Bool
    var hasDVTimings: Bool
  }

  /// A process that has the node open.
  struct Holder: Codable, Hashable {
    var processID: Int
    var name: String
  }
}

extension InfoDocument {
  /// Asks an open device everything it tells without changing anything.
  init(of device: Device, in directory: DeviceDirectory) throws(V4L2Error) {
    let information = device.information
    var queues: [Queue] = []
    for type in information.queues {
      queues.append(try Queue(type, of: device))
    }
    let (inputs, current) = (try device.inputs(), try device.currentInput())
    let currentOutput = try device.currentOutput()
    let holders = NodeHolder.holders(of: device.path)
    let signal = try SignalDocument(
      of: device, input: inputs.first { $0.index == current }, mayDetect: holders.isEmpty)
    self.init(
      node: device.path, driver: information.driver, card: information.card,
      busInfo: information.busInfo, kernelVersion: "\(information.version)",
      capabilities: information.capabilities.descriptions,
      deviceCapabilities: information.deviceCapabilities.descriptions,
      identity: Identity(of: device.path, in: directory), queues: queues,
      inputs: inputs.map { InputEntry($0, isCurrent: $0.index == current) },
      outputs: try device.outputs().map {
        OutputEntry($0, isCurrent: $0.index == currentOutput)
      },
      signal: signal.isEmpty ? nil : signal,
      holders: holders.map { Holder(processID: $0.processID, name: $0.name) })
  }
}

extension InfoDocument.Identity {
  init?(of path: String, in directory: DeviceDirectory) {
    let target = FileTree.realPath(path) ?? path
    for device in directory.devices() {
      guard let node = device.nodes.first(where: { $0.path == target }) else { continue }
      self.init(
        name: device.name, usb: device.usb.map(DevicesDocument.USB.init),
        byID: node.links.filter { $0.contains("/by-id/") },
        byPath: node.links.filter { $0.contains("/by-path/") }, sysfsPath: device.sysfsPath)
      return
    }
    return nil
  }
}

extension InfoDocument.Queue {
  init(_ type: QueueType, of device: Device) throws(V4L2Error) {
    self.init(type: type)
    let pictures: [QueueType] = [
      .videoCapture, .videoOutput, .videoCaptureMultiplanar, .videoOutputMultiplanar,
    ]
    guard pictures.contains(type) else {
      data = try device.dataFormat(of: type).map(InfoDocument.DataEntry.init)
      return
    }
    do {
      format = InfoDocument.FormatEntry(try device.format(of: type))
    } catch  where error.errno == .invalidArgument {
      // A decoder has no format before it has seen the stream's head.
      return
    }
    interval = try device.interval(of: type)
    crop = try InfoDocument.Selection(.crop, within: .cropBounds, of: type, device)
    compose = try InfoDocument.Selection(.compose, within: .composeBounds, of: type, device)
  }
}

extension InfoDocument.FormatEntry {
  init(_ format: Format) {
    self.init(
      fourcc: format.pixelFormat, width: format.width, height: format.height, field: format.field,
      colorSpace: format.colorimetry.colorSpace, transfer: format.colorimetry.transfer,
      encoding: format.colorimetry.encoding, quantization: format.colorimetry.quantization,
      planes: format.planes)
  }
}

extension InfoDocument.InputEntry {
  init(_ input: Input, isCurrent: Bool) {
    self.init(
      index: input.index, name: input.name, kind: "\(input.kind)",
      status: input.status.description, isCurrent: isCurrent, hasStandards: input.hasStandards,
      hasDVTimings: input.hasDVTimings)
  }
}

extension InfoDocument.OutputEntry {
  init(_ output: Output, isCurrent: Bool) {
    self.init(
      index: output.index, name: output.name, kind: "\(output.kind)", isCurrent: isCurrent,
      hasStandards: output.hasStandards, hasDVTimings: output.hasDVTimings)
  }
}

extension InfoDocument.Selection {
  init?(
    _ target: SelectionTarget, within limits: SelectionTarget, of type: QueueType,
    _ device: Device
  ) throws(V4L2Error) {
    guard let rectangle = try device.selection(target, of: type) else { return nil }
    self.init(rectangle: rectangle, bounds: try device.selection(limits, of: type))
  }

  /// The rectangle in words.
  var text: String {
    guard let bounds else { return "\(rectangle)" }
    // Bounds that begin at the corner, as nearly all do, are told by their size.
    let limits = bounds == Rectangle(bounds.size) ? "\(bounds.size)" : "\(bounds)"
    return rectangle == bounds ? "all of \(limits)" : "\(rectangle) within \(limits)"
  }
}
