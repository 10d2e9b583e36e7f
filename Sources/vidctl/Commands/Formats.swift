import ArgumentParser
import TerminalUI
import V4L2
import VideoFormats

/// `vidctl formats`.
struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Lists every queue, pixel format, size and rate a device offers.",
    discussion: """
      Formats that come in the same sizes share one list of them. Some devices offer different \
      formats on each input; what is listed is for the chosen one.

        vidctl formats 0
        vidctl formats 0 --json | jq -r '.queues[].formats[].fourcc'
      """)

  @OptionGroup var device: DeviceArgument
  @OptionGroup var json: JSONOption

  func run() throws {
    let device = try device.open()
    let catalog = try device.formatCatalog()
    if json.isWanted {
      try JSONDocument.write(catalog)
    } else {
      try StandardStream.output.write(catalog.rendered(on: .of(.output)))
    }
    if catalog.queues.isEmpty {
      StandardStream.tell(
        "\(device.path): the node lists no formats (\(device.information.card)); "
          + "run 'vidctl info \(device.path)' to see what it can do")
    }
  }
}

extension FormatCatalog {
  /// Each queue with its formats, and under formats that share them their sizes and rates.
  func rendered(on canvas: Canvas) -> String {
    queues.map { $0.rendered(node: node, on: canvas) }.joined(separator: "\n")
  }
}

extension QueueFormats {
  func rendered(node: String, on canvas: Canvas) -> String {
    let count =
      formats.isEmpty
      ? "no formats to choose from" : formats.count == 1 ? "1 format" : "\(formats.count) formats"
    var text = Styled("\(type.title)", .bold).rendered(colored: canvas.isColored)
    text += Styled("  \(node), \(count)", .dim).rendered(colored: canvas.isColored) + "\n"
    // One width for all names, so that groups line up with each other.
    let width = formats.map { TextWidth.columns("\($0.pixelFormat)") }.max() ?? 0
    for group in groups {
      var names = Table(indent: 2)
      for format in group {
        let code = "\(format.pixelFormat)"
        let padding = String(repeating: " ", count: width - TextWidth.columns(code))
        names.add([Styled(code + padding, .name), Styled(format.words)])
      }
      text += names.rendered(on: canvas)
      var sizes = Table(alignments: [.right, .left], indent: 6)
      for size in group[0].sizes {
        sizes.add([Styled(size.size.words), Styled(size.rateWords, .dim)])
      }
      text += sizes.rendered(on: canvas)
    }
    return text
  }

  /// Runs of formats that come in the same sizes and rates, in the driver's order.
  private var groups: [[FormatDescription]] {
    var groups: [[FormatDescription]] = []
    for format in formats {
      if let last = groups.last, last[0].sizes == format.sizes {
        groups[groups.count - 1].append(format)
      } else {
        groups.append([format])
      }
    }
    return groups
  }
}

extension FormatDescription {
  /// The driver's words, and what is special.
  fileprivate var words: String {
    var notes: [String] = []
    if flags.contains(.compressed) { notes.append("compressed") }
    if flags.contains(.emulated) { notes.append("emulated") }
    return notes.isEmpty ? description : "\(description) (\(notes.joined(separator: ", ")))"
  }
}

extension FrameSize {
  /// A size, or a range with its steps where they are not single pixels.
  var words: String {
    switch self {
    case .discrete(let size): return "\(size)"
    case .continuous(let min, let max): return "\(min) – \(max)"
    case .stepwise(let min, let max, let step):
      let range = "\(min) – \(max)"
      return step == Size(width: 1, height: 1) ? range : "\(range) in steps of \(step)"
    }
  }
}

extension SizeDescription {
  /// Every rate, slowest first, or the range of rates.
  var rateWords: String {
    var rates: [Interval] = []
    var ranges: [String] = []
    for interval in intervals {
      switch interval {
      case .discrete(let only): rates.append(only)
      // The longest interval is the lowest rate.
      case .stepwise(let min, let max, _), .continuous(let min, let max):
        ranges.append("\(max.rateDescription) – \(min.rateDescription)")
      }
    }
    rates.sort { $1.isShorter(than: $0) }
    let all = rates.map(\.rateDescription) + ranges
    return all.isEmpty ? "" : all.joined(separator: ", ") + " fps"
  }
}
