internal import CVideoDev2
public import SystemPackage

/// Why a file can't be read as a recording.
public enum RecordingError: Error, Equatable, Sendable {
  /// The file can't be read.
  case unreadable(Errno)
  /// It is something else, or not even a beginning.
  case notARecording
  /// A newer tool made it.
  case newerVersion(major: Int, known: Int)
  /// A machine with other structures made it.
  case otherMachine(wordSize: Int, isLittleEndian: Bool)
  /// Its first bytes are not what was written.
  case damagedHead
}

/// What a recording holds: facts, answers of the file trees, and calls.
///
/// All of it is in memory except the bytes of frames, which stay in the file.
package struct RecordingFile: Sendable {
  /// How a recording ends.
  package enum Ending: Equatable, Sendable {
    /// In good order.
    case complete
    /// In the middle, as after a crash, a full disk or an interrupted copy; up to there it is whole.
    case truncated
    /// With bytes that are not what was written, from so many bytes on; up to there it is whole.
    case damaged(offset: Int)
  }

  /// What the recorder knew of the run.
  package private(set) var facts: [(name: String, value: String)] = []
  /// Whole records.
  package private(set) var records = 0
  package private(set) var ending = Ending.truncated
  /// Bytes of the file up to the last whole record.
  package private(set) var size = 0
  private(set) var calls: [RecordedCall] = []
  private(set) var answers: [RecordedAnswer] = []
  let path: String

  /// Reads a recording, as far as it goes.
  package init(_ path: String) throws(RecordingError) {
    self.path = path
    var source = try ByteSource(path)
    try readHead(&source)
    var planes: [(handle: Int32, plane: RecordedCall.Plane)] = []
    size = source.position
    reading: while true {
      switch try source.nextRecord() {
      case .end:
        break reading
      case .damage:
        ending = .damaged(offset: size)
        break reading
      case .frame(let handle, let plane):
        planes.append((handle, plane))
      case .record(let kind, let content):
        guard accept(kind, content, &planes) else {
          ending = .damaged(offset: size)
          break reading
        }
      }
      records += 1
      size = source.position
      if ending == .complete {
        // Nothing follows the end.
        if try !source.isAtEnd() { ending = .damaged(offset: size) }
        break
      }
    }
  }

  private func readHead(_ source: inout ByteSource) throws(RecordingError) {
    guard let head = try source.bytes(RecordFormat.headSize),
      head.prefix(RecordFormat.magic.count).elementsEqual(RecordFormat.magic)
    else { throw .notARecording }
    var reader = ContentReader(head.dropFirst(RecordFormat.magic.count))
    let major: UInt16 = reader.integer() ?? 0
    _ = reader.integer(UInt16.self)
    let wordSize: UInt8 = reader.integer() ?? 0
    let byteOrder: UInt8 = reader.integer() ?? 0
    let check: UInt16 = reader.integer() ?? 0
    let sum = unsafe head.dropLast(2).withUnsafeBytes { unsafe CRC32.of($0) }
    guard check == UInt16(truncatingIfNeeded: sum) else { throw .damagedHead }
    guard major == RecordFormat.major else {
      throw .newerVersion(major: Int(major), known: Int(RecordFormat.major))
    }
    guard wordSize == RecordFormat.wordSize, byteOrder == RecordFormat.byteOrder else {
      throw .otherMachine(wordSize: Int(wordSize), isLittleEndian: byteOrder == 1)
    }
  }

  /// Takes a record; false when its content makes no sense.
  private mutating func accept(
    _ number: UInt16, _ content: ArraySlice<UInt8>,
    _ planes: inout [(handle: Int32, plane: RecordedCall.Plane)]
  ) -> Bool {
    // A later minor version may have more kinds.
    guard let kind = RecordKind(rawValue: number) else { return true }
    var reader = ContentReader(content)
    switch kind {
    case .facts:
      guard let count: UInt32 = reader.integer() else { return false }
      for _ in 0..<count {
        guard let name = reader.text(), let value = reader.text() else { return false }
        facts.append((name, value))
      }
    case .end:
      guard let count: UInt64 = reader.integer() else { return false }
      // Records that are missing without a trace are damage as well.
      guard count == UInt64(records) else { return false }
      ending = .complete
    case .files:
      guard let answer = RecordedAnswer(content, record: records + 1) else { return false }
      answers.append(answer)
    case .frame: return false
    default:
      guard var call = RecordedCall(kind, content, record: records + 1) else { return false }
      if call.takesFrame {
        call.planes = planes.filter { $0.handle == call.handle }.map(\.plane)
        planes.removeAll { $0.handle == call.handle }
      }
      calls.append(call)
    }
    return true
  }

  /// Whether the bytes of frames are in it.
  package var hasFrames: Bool { calls.contains { !$0.planes.isEmpty } }
}
