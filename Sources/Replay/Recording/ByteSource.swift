internal import CVideoDev2
internal import SystemPackage

/// Reads a recording's bytes in order, a stretch at a time.
struct ByteSource: ~Copyable {
  enum Item {
    case record(UInt16, ArraySlice<UInt8>)
    /// A frame's plane, whose bytes are checked but not kept.
    case frame(Int32, RecordedCall.Plane)
    /// The file ends here, or in the middle of the next record.
    case end
    case damage
  }

  private let descriptor: Int32
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  /// Bytes taken so far.
  private(set) var position = 0

  private static let chunk = 1 << 18

  init(_ path: String) throws(RecordingError) {
    descriptor = unsafe cv_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { throw .unreadable(Errno(rawValue: -descriptor)) }
    buffer = [UInt8](repeating: 0, count: Self.chunk)
  }

  deinit {
    if descriptor >= 0 { _ = cv_close(descriptor) }
  }

  private mutating func refill() throws(RecordingError) -> Bool {
    let file = descriptor
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe cv_read(file, bytes.baseAddress.unsafelyUnwrapped, bytes.count)
    }
    guard count >= 0 else { throw .unreadable(Errno(rawValue: Int32(clamping: -count))) }
    (start, end) = (0, count)
    return count > 0
  }

  mutating func isAtEnd() throws(RecordingError) -> Bool {
    if start < end { return false }
    return try !refill()
  }

  /// So many bytes; nil when the file has fewer.
  mutating func bytes(_ count: Int) throws(RecordingError) -> ArraySlice<UInt8>? {
    var result: [UInt8] = []
    // A length that no file backs must not take memory.
    result.reserveCapacity(min(count, Self.chunk))
    while result.count < count {
      if try isAtEnd() { return nil }
      let step = min(count - result.count, end - start)
      result += buffer[start..<(start + step)]
      start += step
      position += step
    }
    return result[...]
  }

  /// Takes bytes for their check alone; false when the file has fewer.
  private mutating func skip(_ count: Int, _ crc: inout CRC32) throws(RecordingError) -> Bool {
    var rest = count
    while rest > 0 {
      if try isAtEnd() { return false }
      let step = min(rest, end - start)
      unsafe buffer[start..<(start + step)].withUnsafeBytes { unsafe crc.update($0) }
      start += step
      position += step
      rest -= step
    }
    return true
  }

  mutating func nextRecord() throws(RecordingError) -> Item {
    guard let prefix = try bytes(RecordFormat.prefixSize) else { return .end }
    var reader = ContentReader(prefix)
    let size = Int(reader.integer(UInt32.self) ?? 0)
    let kind: UInt16 = reader.integer() ?? 0
    let check: UInt16 = reader.integer() ?? 0
    let sum = unsafe prefix.prefix(6).withUnsafeBytes { unsafe CRC32.of($0) }
    guard check == UInt16(truncatingIfNeeded: sum), size <= RecordFormat.largestContent else {
      return .damage
    }
    var crc = CRC32()
    unsafe prefix.withUnsafeBytes { unsafe crc.update($0) }
    let item: Item
    if kind == RecordKind.frame.rawValue, size >= 16 {
      guard let head = try bytes(16) else { return .end }
      unsafe head.withUnsafeBytes { unsafe crc.update($0) }
      var reader = ContentReader(head)
      let handle: Int32 = reader.integer() ?? 0
      _ = reader.integer(UInt64.self)
      let plane = RecordedCall.Plane(
        index: Int(reader.integer(Int32.self) ?? 0), fileOffset: position, length: size - 16)
      guard try skip(plane.length, &crc) else { return .end }
      item = .frame(handle, plane)
    } else {
      guard let content = try bytes(size) else { return .end }
      unsafe content.withUnsafeBytes { unsafe crc.update($0) }
      item = .record(kind, content)
    }
    guard let suffix = try bytes(RecordFormat.suffixSize) else { return .end }
    var tail = ContentReader(suffix)
    return tail.integer(UInt32.self) == crc.value ? item : .damage
  }
}
