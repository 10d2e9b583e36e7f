import ArgumentParser
import Capture
import VideoFormats

// What the options that choose the source accept, each with a sentence for what it does not.

enum SourceValues {
  /// The word for "what the signal has".
  static let detected = "detected"

  static func standard(_ text: String) throws -> SourceConfiguration.StandardChoice {
    if text.lowercased() == detected { return .detected }
    guard let standard = VideoStandard(named: text) else {
      throw ValidationError(
        "name a standard such as PAL, NTSC-M or SECAM-L, its number such as 0xff, or 'detected'")
    }
    return .exact(standard)
  }

  /// A name; which timings it means, the device's list tells later.
  static func timings(_ text: String) throws -> SourceConfiguration.TimingsChoice {
    if text.lowercased() == detected { return .detected }
    guard VideoTimings.isName(text) else {
      throw ValidationError(
        "write size, p or i, and rate, such as 1920x1080p60, 1080p60 or 1080i50, or 'detected'")
    }
    return .named(text)
  }

  static func frequency(_ text: String) throws -> Int {
    guard let hertz = hertz(text) else {
      throw ValidationError("write hertz, or a number with kHz, MHz or GHz, such as 91.5MHz")
    }
    return hertz
  }

  static func rectangle(_ text: String) throws -> Rectangle {
    guard let rectangle = Rectangle(text) else {
      throw ValidationError("write WIDTHxHEIGHT+LEFT+TOP in pixels, such as 640x480+16+8")
    }
    return rectangle
  }

  static func audioInput(_ text: String) throws -> Int {
    guard let number = UInt32(text) else {
      throw ValidationError("the number of an audio input is needed, 0 or more")
    }
    return Int(number)
  }

  /// Reads a whole number of hertz from 1 on, with or without a unit and decimals: exactly, as binary
  /// fractions are not.
  private static func hertz(_ text: String) -> Int? {
    let lower = text.lowercased()
    let units = [("ghz", 9), ("mhz", 6), ("khz", 3), ("hz", 0)]
    let unit = units.first { lower.hasSuffix($0.0) }
    let number = lower.dropLast(unit?.0.count ?? 0).split(
      separator: ".", omittingEmptySubsequences: false)
    let places = unit?.1 ?? 0
    guard (1...2).contains(number.count), let whole = number.first, !whole.isEmpty else {
      return nil
    }
    var fraction = number.count == 2 ? String(number[1]) : "0"
    guard !fraction.isEmpty else { return nil }
    while fraction.count > places, fraction.last == "0" { fraction.removeLast() }
    guard fraction.count <= places else { return nil }
    let digits = whole + fraction + String(repeating: "0", count: places - fraction.count)
    // No tuner of the kernel's goes beyond 2^32 steps of 62.5 kHz.
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let hertz = Int(digits), hertz > 0,
      hertz <= Int(UInt32.max) * 62_500
    else { return nil }
    return hertz
  }
}
