import Capture
import Negotiation
import TerminalUI
import V4L2
import VideoFormats

/// The right-hand side: what the driver would grant of what is chosen, and what stands in the way.
struct ProposalPane {
  /// A line with its look; long ones are wrapped.
  struct Line {
    var text: String
    var style: CellStyle = .plain
  }

  private typealias Look = NegotiatorScreen.Look
  private let model: NegotiatorModel

  init(_ model: NegotiatorModel) { self.model = model }

  /// The lines, from the top.
  var lines: [Line] { answer + blocks + currently }

  private var answer: [Line] {
    let choice = model.choice
    let rate = choice.interval.map { " @ \($0)" } ?? ""
    let asked = Line(text: "\(choice.format) \(choice.size)\(rate)", style: Look.name)
    guard let proposal = model.facts.proposal else {
      let why = model.facts.failure ?? "not asked yet"
      return [Line(text: "ASKED", style: Look.heading), asked, Line(text: why, style: Look.bad)]
    }
    switch proposal.trial {
    case .refused(let error):
      return [
        Line(text: "THE DRIVER REFUSES", style: Look.bad), asked,
        Line(text: error.explain().cause),
      ]
    case .notImplemented:
      return [
        Line(text: "ASKED", style: Look.heading), asked,
        Line(
          text: "the driver can't be asked without setting (no VIDIOC_TRY_FMT)", style: Look.warning
        ),
      ]
    case .granted(let format): return granted(format, proposal)
    }
  }

  private func granted(_ format: Format, _ proposal: Proposal) -> [Line] {
    let isExact = proposal.differences.isEmpty
    let isRateKnown = !model.choice.rows(.rate).allSatisfy { $0.note == "chosen" || $0.isTyped }
    let rate = proposal.interval.map { " @ \($0)" } ?? ""
    var lines = [
      Line(
        text: isExact ? "THE DRIVER WOULD GRANT" : "THE DRIVER WOULD GRANT INSTEAD",
        style: isExact ? Look.heading : Look.warning),
      Line(text: "\(format.pixelFormat) \(format.size)\(rate)", style: Look.chosen),
      Line(text: Self.colors(format)),
    ]
    let strides = format.planes.map { "\($0.bytesPerLine)" }
    if format.planes.contains(where: { $0.bytesPerLine > 0 }) {
      lines.append(Line(text: "lines of \(strides.joined(separator: " + ")) bytes"))
    }
    let planes = format.planes.count > 1 ? " in \(format.planes.count) planes" : ""
    let isCompressed = format.pixelFormat.isCompressed
    lines.append(
      Line(
        text: "\(isCompressed ? "up to " : "")\(Quantity.bytes(format.byteCount)) a frame\(planes)")
    )
    if let bytes = Grant(format, interval: proposal.interval).bytesPerSecond {
      lines.append(Line(text: "\(isCompressed ? "at most " : "")\(Quantity.bytes(bytes))/s"))
    }
    if let memory = model.choice.offers.memory {
      lines.append(
        Line(text: "memory: \(memory.map(\.description).joined(separator: ", "))", style: Look.note)
      )
    }
    if !isRateKnown, proposal.interval != nil {
      lines.append(Line(text: "rates are not listed: known once it is set", style: Look.warning))
    }
    if isExact {
      lines.append(Line(text: "exactly as asked", style: Look.good))
    } else {
      lines.append(Line(text: ""))
      lines.append(Line(text: "ASKED → GRANTED", style: Look.heading))
      for difference in proposal.differences {
        lines.append(Line(text: difference.description, style: Look.warning))
      }
      lines += nextBest
    }
    return lines
  }

  /// What the catalogue has that comes nearest to what is asked.
  private var nextBest: [Line] {
    let choice = model.choice
    var wishes: [Constraint.Condition] = [
      .size(.exactly, choice.size), .format([choice.format]),
    ]
    if let interval = choice.interval { wishes.append(.rate(.exactly, Rate(interval))) }
    let constraints = Constraints([wishes.map { Constraint($0, isPreference: true) }])
    let best = Negotiator(choice.offers, constraints).ranked().prefix(3)
    guard !best.isEmpty else { return [] }
    return [Line(text: ""), Line(text: "NEXT BEST", style: Look.heading)]
      + best.map { Line(text: "\($0)") }
  }

  private static func colors(_ format: Format) -> String {
    let color = format.colorimetry
    var parts = ["field \(format.field)", "\(color.colorSpace)"]
    if color.quantization != .default { parts.append("\(color.quantization) range") }
    return parts.joined(separator: ", ")
  }

  /// Who stands in the way of setting it.
  private var blocks: [Line] {
    guard !model.facts.holders.isEmpty else { return [] }
    return [Line(text: ""), Line(text: "ALSO OPEN IN", style: Look.heading)]
      + model.facts.holders.prefix(3).map { Line(text: $0.description, style: Look.warning) }
      + [
        Line(text: "setting fails with EBUSY while one of them holds buffers", style: Look.note)
      ]
  }

  private var currently: [Line] {
    let set = model.facts.settings
    let isSame =
      set.format.pixelFormat == model.choice.format && set.format.size == model.choice.size
      && (set.interval == nil || set.interval == model.choice.interval)
    return [
      Line(text: ""),
      isSame
        ? Line(text: "this is what is set", style: Look.good)
        : Line(text: "set now: \(model.facts.words)", style: Look.note),
    ]
  }
}

/// The panel of keys.
enum NegotiatorHelp {
  private static let keys: [(String, String)] = [
    ("↑ ↓ PgUp PgDn", "move in a column; the right side asks the driver"),
    ("tab → ←", "go to the next column, or back"),
    ("letters, digits", "find a row: uyvy, 1280, 29.97; / first for c, p, q, u"),
    ("1 … 9", "jump to a numbered row"),
    ("enter", "set what is chosen; only this changes the device"),
    ("u", "take the last setting back"),
    ("p", "preview what is chosen; the settings come back after it"),
    ("c", "brightness, exposure and the other controls, as sliders"),
    ("[ ] or F2 F3 …", "other pages: inputs, standards, timings, crop"),
    ("d", "detect the signal, on those pages"),
    ("esc", "forget what was typed; back to the formats; quit"),
    ("ctrl-Z", "back to the shell; fg returns"),
    ("q", "quit, and print the command and the code for it"),
  ]

  static func draw(on screen: inout Screen) {
    ViewPanel.draw("Keys", keys, on: &screen)
  }
}
