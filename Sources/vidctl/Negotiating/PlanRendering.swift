import TerminalUI

extension NegotiateDocument {
  /// The plan as text: each choice with its reasons, what the driver would change, and what it refuses.
  func rendered(on canvas: Canvas) -> String {
    var text = heading(on: canvas)
    for (index, choice) in proposals.enumerated() {
      text += choice.rendered(number: index + 1, on: canvas)
    }
    if proposals.isEmpty, let explanation { text += explanation.rendered(on: canvas) }
    if !rejected.isEmpty {
      text += Self.title("Listed, but not granted as required", on: canvas)
      for choice in rejected.prefix(5) { text += choice.rendered(number: nil, on: canvas) }
    }
    return text
  }

  fileprivate static func title(_ text: String, on canvas: Canvas) -> String {
    "\n" + Styled(text, .bold).rendered(colored: canvas.isColored) + "\n"
  }

  private func heading(on canvas: Canvas) -> String {
    let wish = constraints.isEmpty ? "anything" : "'\(constraints)'"
    let count =
      candidates > proposals.count && !proposals.isEmpty
      ? "\(proposals.count) of \(candidates) candidates"
      : Quantity.count(candidates, "candidate")
    return Styled("\(node)", .bold).rendered(colored: canvas.isColored)
      + Styled("  \(count) for \(wish)", .dim).rendered(colored: canvas.isColored) + "\n"
  }
}

extension NegotiateDocument.Choice {
  fileprivate func rendered(number: Int?, on canvas: Canvas) -> String {
    let place = number.map { "\($0)" } ?? "–"
    var table = Table(alignments: [.right, .left], indent: 1)
    table.add([Styled(place, .dim), Styled(words, number == nil ? .warning : .name)])
    table.add(["", Styled(reasons.joined(separator: "; "))])
    for difference in differences ?? [] {
      table.add(["", Styled("driver: \(difference.words)", .warning)])
    }
    for constraint in unmet ?? [] { table.add(["", Styled("breaks '\(constraint)'", .bad)]) }
    if let error { table.add(["", Styled(error, .warning)]) }
    return table.rendered(on: canvas)
  }
}

extension NegotiateDocument.Refusal {
  fileprivate func rendered(on canvas: Canvas) -> String {
    var table = Table(indent: 1)
    for obstacle in obstacles {
      table.add([
        Styled(obstacle.constraint, .bad), Styled("rules out the last \(obstacle.removed)"),
      ])
      table.add(["", Styled(obstacle.offered, .dim)])
    }
    var text = table.rendered(on: canvas)
    guard !nearest.isEmpty else { return text }
    text += NegotiateDocument.title("Nearest without it", on: canvas)
    for (index, choice) in nearest.enumerated() {
      text += choice.rendered(number: index + 1, on: canvas)
    }
    return text
  }
}
