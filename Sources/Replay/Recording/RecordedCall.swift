/// One call of a recording.
struct RecordedCall: Sendable {
  enum Kind: Equatable, Sendable {
    case open(path: String, flags: Int32)
    case close
    case ioctl(RequestNumber, input: ArgumentCopy, output: ArgumentCopy?)
    case mmap(protection: Int32, length: Int, offset: Int, ordinal: Int32)
    case munmap(ordinal: Int32, length: Int)
    case makePollSet
    case add(target: Int32, events: UInt32, number: UInt32)
    case wait(WaitAnswer)
    case eventDescriptor
    case read(count: Int, data: ArraySlice<UInt8>)
    case write(count: Int, data: ArraySlice<UInt8>)
    case clock
    case otherClock(number: Int32, value: Int64)
  }

  /// Whether it is a descriptor's last.
  var isClose: Bool { if case .close = kind { true } else { false } }

  /// How a wait was asked for, and what ended it.
  struct WaitAnswer: Equatable, Sendable {
    var milliseconds: Int32
    var events: UInt32
    var number: UInt32
    /// The signal that had come, or 0.
    var signal: Int32
    /// Whether a time limit had passed.
    var hasTimeExpired: Bool
  }

  /// Where the bytes of a plane are in the file.
  struct Plane: Equatable, Sendable {
    var index: Int
    var fileOffset: Int
    var length: Int
  }

  /// Its place among all records, from 1.
  var record: Int
  /// Nanoseconds on the recorder's clock.
  var time: Int64
  var duration: UInt32
  /// What it was called on, or what it made.
  var handle: Int32
  var result: Int32
  var kind: Kind
  /// The frame that the call delivered, where frames were recorded.
  var planes: [Plane] = []

  /// Whether the frame records in front of it are its own.
  var takesFrame: Bool {
    switch kind {
    case .ioctl(let request, _, _): request.isDequeueBuffer
    case .read: true
    default: false
    }
  }
}

/// A recorded question to the file trees.
struct RecordedAnswer: Sendable {
  var record: Int
  var question: FileQuestion
  var path: String
  /// Nil where there was nothing.
  var answers: [String]?
}

/// Takes a record's content apart; nil from anything that is not there.
struct ContentReader {
  private var rest: ArraySlice<UInt8>

  init(_ content: ArraySlice<UInt8>) { rest = content }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) -> Value? {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { return nil }
    var value: Value = 0
    for byte in rest.prefix(size).reversed() {
      value = value << 8 | Value(truncatingIfNeeded: byte)
    }
    rest = rest.dropFirst(size)
    return value
  }

  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// Bytes behind their count.
  mutating func counted() -> ArraySlice<UInt8>? {
    guard let count: UInt32 = integer() else { return nil }
    return bytes(Int(count))
  }

  mutating func text() -> String? { counted().map { String(decoding: $0, as: UTF8.self) } }

  /// So many parts of an argument.
  mutating func parts(_ count: Int) -> ArgumentCopy? {
    var parts: [ArraySlice<UInt8>] = []
    for _ in 0..<count {
      guard let part = counted() else { return nil }
      parts.append(part)
    }
    return ArgumentCopy(parts: parts)
  }
}

extension RecordedCall {
  /// Reads a call from a record's content; nil when it makes no sense.
  init?(_ kind: RecordKind, _ content: ArraySlice<UInt8>, record: Int) {
    var reader = ContentReader(content)
    if kind == .clock {
      guard let time: Int64 = reader.integer() else { return nil }
      self.init(record: record, time: time, duration: 0, handle: 0, result: 0, kind: .clock)
      return
    }
    if kind == .otherClock {
      guard let time: Int64 = reader.integer(), let number: Int32 = reader.integer(),
        let value: Int64 = reader.integer()
      else { return nil }
      self.init(
        record: record, time: time, duration: 0, handle: 0, result: 0,
        kind: .otherClock(number: number, value: value))
      return
    }
    guard let time: Int64 = reader.integer(), let duration: UInt32 = reader.integer(),
      let handle: Int32 = reader.integer(), let result: Int32 = reader.integer(),
      let own = Kind(kind, &reader)
    else { return nil }
    self.init(
      record: record, time: time, duration: duration, handle: handle, result: result, kind: own)
  }
}

extension RecordedCall.Kind {
  fileprivate init?(_ kind: RecordKind, _ reader: inout ContentReader) {
    switch kind {
    case .open:
      guard let flags: Int32 = reader.integer(), let path = reader.text() else { return nil }
      self = .open(path: path, flags: flags)
    case .close: self = .close
    case .makePollSet: self = .makePollSet
    case .eventDescriptor: self = .eventDescriptor
    case .ioctl:
      guard let number: UInt32 = reader.integer(), let inputs: UInt16 = reader.integer(),
        let outputs: UInt16 = reader.integer(), let input = reader.parts(Int(inputs)),
        let output = reader.parts(Int(outputs))
      else { return nil }
      self = .ioctl(
        RequestNumber(UInt(number)), input: input, output: outputs == 0 ? nil : output)
    case .mmap:
      guard let protection: Int32 = reader.integer(), let length: Int64 = reader.integer(),
        let offset: Int64 = reader.integer(), let ordinal: Int32 = reader.integer()
      else { return nil }
      self = .mmap(
        protection: protection, length: Int(length), offset: Int(offset), ordinal: ordinal)
    case .munmap:
      guard let ordinal: Int32 = reader.integer(), let length: Int64 = reader.integer()
      else { return nil }
      self = .munmap(ordinal: ordinal, length: Int(length))
    case .addToPollSet:
      guard let target: Int32 = reader.integer(), let events: UInt32 = reader.integer(),
        let number: UInt32 = reader.integer()
      else { return nil }
      self = .add(target: target, events: events, number: number)
    case .waitForPollSet:
      guard let milliseconds: Int32 = reader.integer(), let events: UInt32 = reader.integer(),
        let number: UInt32 = reader.integer(), let signal: Int32 = reader.integer(),
        let expired: UInt32 = reader.integer()
      else { return nil }
      self = .wait(
        RecordedCall.WaitAnswer(
          milliseconds: milliseconds, events: events, number: number, signal: signal,
          hasTimeExpired: expired != 0))
    case .read, .write:
      guard let count: Int64 = reader.integer(), let data = reader.counted() else { return nil }
      self =
        kind == .read
        ? .read(count: Int(count), data: data) : .write(count: Int(count), data: data)
    case .facts, .end, .clock, .otherClock, .frame, .files: return nil
    }
  }
}

extension RecordedAnswer {
  init?(_ content: ArraySlice<UInt8>, record: Int) {
    var reader = ContentReader(content)
    guard let number: UInt32 = reader.integer(),
      let question = FileQuestion(rawValue: UInt8(truncatingIfNeeded: number)),
      let path = reader.text(), let count: UInt32 = reader.integer()
    else { return nil }
    var answers: [String]?
    if count != .max {
      var texts: [String] = []
      for _ in 0..<count {
        guard let text = reader.text() else { return nil }
        texts.append(text)
      }
      answers = texts
    }
    self.init(record: record, question: question, path: path, answers: answers)
  }
}
