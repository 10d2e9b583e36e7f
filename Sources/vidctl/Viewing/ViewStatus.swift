import Capture
import SystemIO
import TerminalUI
import V4L2
import VideoFormats

/// The last line of a view: what the camera delivers, what is shown of it, and what was lost.
struct ViewStatus {
  private let device: Device
  private let granted: CaptureDocument.Granted
  /// Pictures shown so far.
  private(set) var shown = 0
  private var begin: Int64?
  private var due: Int64 = 0
  private var shownBefore = 0
  private var updated: Int64 = 0
  private var shownRate = 0.0
  private var statistics: CaptureStatistics?
  private var isFrozen = false
  private var message: (text: String, until: Int64)?

  /// Numbers that change faster than this cannot be read.
  private static let period: Int64 = 250_000_000
  private static let messageTime: Int64 = 4_000_000_000

  init(_ device: Device, _ negotiated: Negotiated) {
    self.device = device
    granted = CaptureDocument.Granted(negotiated)
  }

  private var now: Int64 { Kernel.shared.monotonicNanoseconds() }

  /// Whether it is time for new numbers.
  var isDue: Bool { now >= due }

  /// Counts a picture.
  mutating func countShown() {
    shown += 1
    if begin == nil { begin = now }
  }

  /// Says something for a while, instead of the rest.
  mutating func say(_ text: String) { message = (text, now + Self.messageTime) }

  /// Takes over new numbers.
  mutating func update(_ statistics: CaptureStatistics, isFrozen: Bool) {
    let now = now
    self.statistics = statistics
    self.isFrozen = isFrozen
    if let message, now >= message.until { self.message = nil }
    guard now >= due else { return }
    let elapsed = Double(now - updated) / 1e9
    if updated > 0, elapsed > 0 {
      let rate = Double(shown - shownBefore) / elapsed
      // Few pictures fall into a period: half of the old rate keeps the number from jumping.
      shownRate = shownRate == 0 ? rate : (shownRate + rate) / 2
    }
    (updated, shownBefore, due) = (now, shown, now + Self.period)
  }
}

// The line.
extension ViewStatus {
  private static let bar = CellStyle(reversed: true)
  private static let hints = [
    "q quit  space pause  s save PNG  m symbols  c controls  i info  ? help",
    "q quit  space pause  c controls  ? help", "q quit  ? help", "",
  ]

  /// Draws the line into the last row.
  func draw(on screen: inout Screen) {
    let row = screen.rows - 1
    screen.fill(row: row, column: 0, columns: screen.columns, style: Self.bar)
    let width = screen.columns - 2
    let text = message?.text ?? line(width - TextWidth.columns(Self.hints[2]) - 2, else: width)
    let end = screen.write(text, row: row, column: 1, style: Self.bar, limit: max(0, width))
    let room = screen.columns - 1 - end - 2
    guard let hint = Self.hints.first(where: { TextWidth.columns($0) <= room }) else { return }
    screen.write(
      hint, row: row, column: screen.columns - 1 - TextWidth.columns(hint),
      style: Self.bar)
  }

  /// As much as there is room for; where there is little, the hints go before what the person must know.
  private func line(_ room: Int, else width: Int) -> String {
    let (long, short) = losses
    let card = device.information.card
    let candidates: [[String?]] = [
      [card, granted.words, rates, long, latency], [card, granted.words, rates, short, latency],
      [card, granted.words, rates, short], [granted.words, rates, short],
      [granted.words, shortRates, short],
    ]
    let texts = candidates.map { $0.compactMap { $0 }.joined(separator: " · ") }
    if let text = texts.first(where: { TextWidth.columns($0) <= room }) { return text }
    if let last = texts.last, TextWidth.columns(last) <= width { return last }
    return "\(shortRates) · \(short)"
  }

  private var capturedRate: String {
    Quantity.decimal(statistics?.framesPerSecond ?? 0, places: 1)
  }

  private var rates: String {
    guard !isFrozen else { return "frozen, \(capturedRate) fps" }
    return "\(Quantity.decimal(shownRate, places: 1)) of \(capturedRate) fps shown"
  }

  private var shortRates: String {
    guard !isFrozen else { return "frozen" }
    return "\(Quantity.decimal(shownRate, places: 1))/\(capturedRate) fps"
  }

  private var latency: String? {
    statistics?.latency.map { "p50 \(Self.milliseconds($0.p50))" }
  }

  private static func milliseconds(_ microseconds: Int) -> String {
    "\(Quantity.decimal(Double(microseconds) / 1000, places: microseconds < 10_000 ? 1 : 0)) ms"
  }

  /// What was lost, in words and in few words. Frames passed over were a choice, and come first.
  private var losses: (long: String, short: String) {
    guard let statistics else { return ("no drops", "no drops") }
    let passed = statistics.passedOver > 0 ? "\(statistics.passedOver) passed over" : nil
    let drops = Self.drops(statistics)
    let classes = [
      ("driver", drops.driverGaps), ("error", drops.errorFrames), ("late", drops.consumerSkips),
      ("damaged", drops.damaged),
    ].filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
    let short = classes.isEmpty ? "no drops" : "drops: " + classes.joined(separator: ", ")
    let long = [passed, drops.words].compactMap { $0 }.joined(separator: ", ")
    return (long, short)
  }

  /// The drops without the frames that were passed over on purpose.
  private static func drops(_ statistics: CaptureStatistics) -> CaptureStatistics.Drops {
    var drops = statistics.drops
    drops.consumerSkips -= statistics.passedOver
    return drops
  }
}

// Longer accounts.
extension ViewStatus {
  /// What the panel of facts says, each with its name.
  var facts: [(String, String)] {
    let information = device.information
    var facts = [
      ("Device", "\(information.card), \(device.path)"),
      ("Driver", "\(information.driver), \(information.busInfo)"), ("Format", granted.words),
    ]
    if let statistics {
      let captured = Quantity.rate(statistics.framesPerSecond)
      facts.append(
        ("Captured", "\(Quantity.count(statistics.captured, "frame")), \(captured) a second"))
      facts.append(
        (
          "Shown",
          "\(shown), \(Quantity.decimal(shownRate, places: 1)) a second; passed over "
            + "\(statistics.passedOver)"
        ))
      facts.append(("Losses", Self.drops(statistics).words))
      if let latency = statistics.latency {
        facts.append(
          (
            "Latency",
            "p50 \(Self.milliseconds(latency.p50)), p99 \(Self.milliseconds(latency.p99)), "
              + "worst \(Self.milliseconds(latency.max))"
          ))
      }
    }
    return facts
  }

  /// What was seen, in one line, for the time after.
  func summary(_ statistics: CaptureStatistics) -> String {
    let rate = statistics.framesPerSecond
    let seconds = rate > 0 ? Double(statistics.captured - 1) / rate : 0
    let time = seconds > 0 ? " in \(Quantity.seconds(seconds)) (\(Quantity.rate(rate)) fps)" : ""
    let passed = statistics.passedOver > 0 ? "\(statistics.passedOver) passed over, " : ""
    return "\(device.path): \(Quantity.count(statistics.captured, "frame"))\(time), "
      + "\(granted.words), \(shown) shown; \(passed)\(Self.drops(statistics).words)"
  }
}

extension ColorDepth {
  /// The number of colours, in words.
  var words: String {
    switch self {
    case .trueColor: "true colour"
    case .palette256: "256 colours"
    case .palette16: "16 colours"
    case .monochrome: "no colours"
    }
  }
}
