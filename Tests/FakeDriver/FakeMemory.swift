internal import Glibc

/// The memory of one plane, which lives for as long as its buffer or a mapping of it does.
final class FakeMemory: Sendable {
  let address: UInt
  let length: Int
  private let isOwned: Bool

  static let pageSize = 4096

  init(length: Int) {
    self.length = (length + Self.pageSize - 1) / Self.pageSize * Self.pageSize
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: self.length, alignment: Self.pageSize)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: self.length)
    address = UInt(bitPattern: memory)
    isOwned = true
  }

  /// The program's own memory, as it was given with a buffer.
  init(borrowed address: UInt, length: Int) {
    self.address = address
    self.length = length
    isOwned = false
  }

  /// Writes a picture that tells the frame apart: every byte is the low byte of its number.
  func paint(_ sequence: UInt32, from start: Int, to end: Int) {
    guard start < end, let base = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
      return
    }
    _ = unsafe memset(base + start, CInt(sequence & 0xff), end - start)
  }

  /// Writes bytes from the start on.
  func copy(_ bytes: ArraySlice<UInt8>) {
    guard let base = unsafe UnsafeMutableRawPointer(bitPattern: address) else { return }
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe base.copyMemory(from: start, byteCount: min(source.count, length))
    }
  }

  /// A stretch of what is in it.
  func bytes(from start: Int, to end: Int) -> [UInt8] {
    guard start < end, end <= length,
      let base = unsafe UnsafeRawPointer(bitPattern: address)
    else { return [] }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: base + start, count: end - start))
  }

  deinit {
    if isOwned { unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }
}
