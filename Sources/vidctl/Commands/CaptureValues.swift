import ArgumentParser
import Capture
import VideoFormats

// What the options of `vidctl capture` accept, each with a sentence for what it does not.

enum CaptureValues {
  static func count(_ text: String) throws -> Int {
    guard let number = Int(text), number > 0 else {
      throw ValidationError("a number above 0 is needed")
    }
    return number
  }

  static func skip(_ text: String) throws -> Int {
    guard let number = Int(text), number >= 0 else {
      throw ValidationError("a number of frames, 0 or more, is needed")
    }
    return number
  }

  static func buffers(_ text: String) throws -> Int {
    guard let number = Int(text), (1...1024).contains(number) else {
      throw ValidationError("a number from 1 to 1024 is needed")
    }
    return number
  }

  static func memory(_ text: String) throws -> CameraMemory {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("mmap", 1): return .mmap
    case ("userptr", 1): return .userptr(hugePages: false)
    case ("userptr-huge", 1): return .userptr(hugePages: true)
    case ("dmabuf", 1): return .dmabuf(heap: "system")
    case ("dmabuf", 2) where !parts[1].isEmpty && !parts[1].contains("/"):
      return .dmabuf(heap: String(parts[1]))
    case ("read", 1): return .read
    default:
      throw ValidationError(
        "one of mmap, userptr, userptr-huge, dmabuf, dmabuf:HEAP, read is needed")
    }
  }

  static func size(_ text: String) throws -> Size {
    guard let size = Size(text) else {
      throw ValidationError("write WIDTHxHEIGHT in pixels, such as 640x480")
    }
    return size
  }

  static func rate(_ text: String) throws -> Interval {
    guard let interval = Interval(rate: text) else {
      throw ValidationError("write frames a second, such as 30, 29.97 or 30000/1001")
    }
    return interval
  }

  /// `10`, `2.5`, `10s`, `500ms`, `2m`, `1h`.
  static func duration(_ text: String) throws -> Duration {
    guard let duration = Duration(text) else {
      throw ValidationError("write seconds, or a number with ms, s, m or h, such as 10, 2.5s or 1m")
    }
    return duration
  }
}

extension Duration {
  /// Reads a positive number of seconds, or one with a unit; nil for anything else and beyond a year.
  init?(_ text: String) {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
    let unit = units.first { text.hasSuffix($0.0) }
    let number = text.dropLast(unit?.0.count ?? 0)
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let value = Double(number)
    else { return nil }
    let seconds = value * (unit?.1 ?? 1)
    guard seconds >= 0.001, seconds <= 366 * 86400 else { return nil }
    self = .milliseconds(Int64((seconds * 1000).rounded()))
  }
}
