import Capture
import Negotiation
import SystemIO
import V4L2
import VideoFormats

/// The same choice as plain numbered questions, for terminals that cannot place text and for scripts.
struct NegotiatePrompt {
  var device: Device
  var reference: String
  var wish: Constraints?

  /// The end of what is typed, which is an answer as well.
  private struct EndOfInput: Error {}

  func run() throws {
    var negotiator = try DeviceNegotiator(device)
    let settings = try DeviceSettings(of: device, queue: negotiator.queue)
    let offers = negotiator.offers(current: settings.format)
    var choice = ChoiceModel(offers, current: settings.format, interval: settings.interval)
    if let wish {
      if let best = Negotiator(offers, wish).ranked().first { choice.choose(best) }
      if let explanation = Negotiator(offers, wish).explanation() { try say("\(explanation)\n") }
    }
    try say("\(device.information.card), \(device.path)\nset: \(Self.words(settings))\n")
    do {
      for column in ChoiceModel.Column.allCases { try ask(column, &choice) }
      try conclude(&negotiator, choice)
    } catch is EndOfInput {
      throw Failure(
        .failure, "the input ended before everything was answered; nothing was changed")
    }
  }

  private func ask(_ column: ChoiceModel.Column, _ choice: inout ChoiceModel) throws {
    while choice.focus != column { choice.moveFocus(by: 1) }
    let rows = choice.rows(column)
    let name = ["format", "size", "rate"][column.rawValue]
    guard !rows.isEmpty else { return }
    var text = "\n\(name.capitalizedFirst):\n"
    for (index, row) in rows.enumerated() {
      let mark = index == choice.list(column).selected ? "*" : " "
      let note = row.note.isEmpty ? "" : "  \(row.note)"
      text += "\(mark) \(index + 1)) \(row.text)\(column == .rate ? " fps" : "")\(note)\n"
    }
    try say(text)
    while true {
      try say(
        "\(name.capitalizedFirst), a number or a name [\(choice.list(column).selected + 1)]: ")
      let answer = try readAnswer()
      if answer.isEmpty { return }
      if let number = Int(answer), rows.indices.contains(number - 1),
        column != .rate || number <= rows.count
      {
        choice.select(row: number - 1)
        return
      }
      for character in answer { choice.type(character) }
      if choice.hasFound { return }
      _ = choice.clearFilter()
      try say("'\(answer)' is not among them.\n")
    }
  }

  private func conclude(_ negotiator: inout DeviceNegotiator, _ choice: ChoiceModel) throws {
    let proposal = try negotiator.propose(choice.request, interval: choice.interval)
    let rate = choice.interval.map { " @ \($0)" } ?? ""
    try say("\nAsked: \(choice.format) \(choice.size)\(rate)\n")
    switch proposal.trial {
    case .granted(let format):
      let listed = proposal.interval.map { " @ \($0)" } ?? ""
      try say("The driver would grant: \(format.pixelFormat) \(format.size)\(listed)\n")
    case .refused(let error): try say("The driver refuses: \(error.explain().cause)\n")
    case .notImplemented: try say("The driver does not say what it would grant.\n")
    }
    for difference in proposal.differences { try say("  \(difference)\n") }
    try say("Set it? [y/N]: ")
    let answer = try readAnswer().lowercased()
    if answer == "y" || answer == "yes" {
      let outcome = try device.captureQueue().apply(proposal, of: negotiator)
      try say("Set: \(Self.words(try DeviceSettings(of: device, queue: negotiator.queue)))\n")
      for difference in outcome.differences { try say("  \(difference)\n") }
    } else {
      try say("Nothing was changed.\n")
    }
    let equivalent = Equivalent(
      device: reference, format: proposal.granted ?? choice.request,
      interval: proposal.interval ?? choice.interval, source: SourceConfiguration())
    try say("\n\(equivalent.text)")
  }

  private static func words(_ settings: DeviceSettings) -> String {
    "\(settings.format.pixelFormat) \(settings.format.size)"
      + (settings.interval.map { " @ \($0)" } ?? "")
  }

  private func say(_ text: String) throws { try StandardStream.output.write(text) }

  private func readAnswer() throws -> String {
    guard let line = readLine() else { throw EndOfInput() }
    return line.filter { !$0.isWhitespace || $0 == " " }.trimmedEnds
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  fileprivate var trimmedEnds: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
