/// Memory of a converter's own that grows when a picture needs more and is otherwise used again.
@safe struct Scratch: ~Copyable {
  private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init() {}

  deinit { unsafe memory.deallocate() }

  /// At least this many bytes, at least one; what they held before may be lost.
  @unsafe mutating func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if unsafe memory.count < max(count, 1) {
      unsafe memory.deallocate()
      unsafe memory = .allocate(byteCount: max(count, 1), alignment: 64)
    }
    // The buffer is never empty here, so its address exists; the placeholder is unreachable.
    return unsafe (memory.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped)
      .assumingMemoryBound(to: UInt8.self)
  }

  /// The first bytes, as they were written last.
  @_lifetime(borrow self)
  borrowing func span(_ count: Int) -> RawSpan {
    let bytes = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    return unsafe _overrideLifetime(bytes, borrowing: self)
  }
}
