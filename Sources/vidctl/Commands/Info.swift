import ArgumentParser
import V4L2
import VideoFormats

/// `vidctl info`.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describes a device: driver, capabilities, inputs, current format, who has it open.",
    discussion: """
      Nothing is changed on the device, and it may be in use; the signal is then not looked for, as
      that could disturb whoever captures it.

        vidctl info 0
        vidctl info 046d:0892 --json
      """)

  @OptionGroup var device: DeviceArgument
  @OptionGroup var json: JSONOption

  func run() throws {
    let document = try InfoDocument(of: device.open(), in: DeviceDirectory())
    if json.isWanted {
      try JSONDocument.write(document)
    } else {
      try StandardStream.output.write(document.rendered(on: .of(.output)))
    }
  }
}

extension InfoDocument {
  /// Facts in two columns, then a table of the inputs.
  func rendered(on canvas: Canvas) -> String {
    var facts = Table()
    func add(_ label: String, _ values: [String], _ style: Style = .plain) {
      for (index, value) in values.enumerated() {
        facts.add([Styled(index == 0 ? label : "", .dim), Styled(value, style)])
      }
    }
    add("Card", [card], .bold)
    add("Node", [node], .name)
    add("Driver", ["\(driver) (kernel \(kernelVersion))"])
    add("Bus", [busInfo])
    if let identity {
      add("USB", identity.usb.map { [$0.reference] } ?? [])
      add("Links", identity.byID + identity.byPath)
    }
    add("Can", [capabilities.joined(separator: ", ")])
    for queue in queues {
      add(queue.type.title, queue.lines)
    }
    for fact in signal?.facts ?? [] { add(fact.label, fact.lines) }
    add("Open in", holders.map { "\($0.name) (pid \($0.processID))" }, .warning)
    return [facts, inputTable, outputTable].filter { !$0.isEmpty }
      .map { $0.rendered(on: canvas) }.joined(separator: "\n")
  }

  private var inputTable: Table {
    var table = Table(titles: ["INPUT", "", "NAME", "KIND", "SIGNAL"], alignments: [.right])
    for input in inputs {
      table.add([
        Styled("\(input.index)"), Styled(input.isCurrent ? "*" : " ", .good),
        Styled(input.name, input.isCurrent ? .bold : .plain), Styled(input.kind),
        Styled(input.status, input.status == "ok" ? .good : .warning),
      ])
    }
    return table
  }

  private var outputTable: Table {
    var table = Table(titles: ["OUTPUT", "", "NAME", "KIND", "TAKES"], alignments: [.right])
    for output in outputs {
      let takes = [(output.hasStandards, "standards"), (output.hasDVTimings, "DV timings")]
      table.add([
        Styled("\(output.index)"), Styled(output.isCurrent ? "*" : " ", .good),
        Styled(output.name, output.isCurrent ? .bold : .plain), Styled(output.kind),
        Styled(takes.filter(\.0).map(\.1).joined(separator: ", ")),
      ])
    }
    return table
  }
}

extension QueueType {
  /// The queue as a heading.
  var title: String {
    switch self {
    case .videoCapture: "Capture"
    case .videoOutput: "Output"
    case .videoOverlay: "Overlay"
    case .videoCaptureMultiplanar: "Capture (multi-planar)"
    case .videoOutputMultiplanar: "Output (multi-planar)"
    case .vbiCapture: "VBI capture"
    case .vbiOutput: "VBI output"
    case .slicedVBICapture: "Sliced VBI capture"
    case .slicedVBIOutput: "Sliced VBI output"
    case .videoOutputOverlay: "Output overlay"
    case .sdrCapture: "SDR capture"
    case .sdrOutput: "SDR output"
    case .metadataCapture: "Metadata capture"
    case .metadataOutput: "Metadata output"
    default: "Queue \(self)"
    }
  }
}

extension InfoDocument.Queue {
  /// The format in words, one line for each kind of fact.
  var lines: [String] {
    guard let format else { return data?.lines ?? ["yes"] }
    let rate = interval.map { " @ \($0)" } ?? ""
    let planes = format.planes.map { plane in
      plane.bytesPerLine > 0
        ? "\(plane.size) bytes (\(plane.bytesPerLine) a line)" : "up to \(plane.size) bytes"
    }
    let colors = [
      "\(format.colorSpace)", "transfer \(format.transfer)", "encoding \(format.encoding)",
      "\(format.quantization) range",
    ]
    return [
      "\(format.fourcc) \(format.width)x\(format.height)\(rate), field \(format.field)",
      "colours: \(colors.joined(separator: ", "))",
      "planes: \(planes.joined(separator: ", "))",
    ] + (crop.map { ["crop: \($0.text)"] } ?? [])
      + (compose.map { ["compose: \($0.text)"] } ?? [])
  }
}
