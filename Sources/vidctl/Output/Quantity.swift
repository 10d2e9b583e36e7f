/// Numbers as people read them.
enum Quantity {
  /// `1 frame`, `2 frames`.
  static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// A number with so many decimals, rounded.
  static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "?" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + "\(scaled)" }
    let fraction = String(scaled % Int(scale))
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(sign)\(scaled / Int(scale)).\(zeros)\(fraction)"
  }

  /// Frames a second, to two places.
  static func rate(_ value: Double) -> String { decimal(value, places: 2) }

  /// Seconds; minutes from two minutes on.
  static func seconds(_ value: Double) -> String {
    guard value >= 120 else { return "\(decimal(value, places: value < 10 ? 2 : 1)) s" }
    let whole = Int(value.rounded())
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest) min"
  }

  /// A duration as `seconds` writes them.
  static func seconds(_ duration: Duration) -> String { seconds(thousandths(duration)) }

  /// A duration in seconds, to the thousandth.
  static func thousandths(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    let milliseconds = (Double(attoseconds) / 1e15).rounded()
    return (Double(seconds) * 1000 + milliseconds) / 1000
  }

  /// Bytes with a decimal prefix, as disks are sold.
  static func bytes(_ number: Int) -> String {
    guard number >= 1000 else { return count(number, "byte") }
    var value = Double(number)
    for prefix in ["kB", "MB", "GB", "TB"] {
      value /= 1000
      if value < 999.95 || prefix == "TB" { return "\(decimal(value, places: 1)) \(prefix)" }
    }
    return count(number, "byte")
  }

  /// A frequency with a decimal prefix, to four places: `74.25 MHz`.
  static func hertz(_ number: Int) -> String {
    var (value, prefix) = (Double(number), "")
    for next in ["k", "M", "G"] where abs(value) >= 1000 {
      (value, prefix) = (value / 1000, next)
    }
    var text = decimal(value, places: 4)
    while text.last == "0", text.contains(".") { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return "\(text) \(prefix)Hz"
  }
}
