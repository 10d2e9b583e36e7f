/// The frames that a sink still reads, by the number of the sink's buffer.
///
/// Handing a frame to a sink moves it here; when the sink is done, the frame is taken out, and letting go of
/// it gives its buffer back to where it came from. There is no other bookkeeping.
struct InFlight: ~Copyable, Sendable {
  private var slots = InlineArray<64, Frame?> { _ in nil }

  static let capacity = 64

  /// Keeps a frame until its buffer comes back.
  mutating func put(_ frame: consuming Frame, at index: Int) {
    // By a span: the array's own subscript may allocate for as long as it is written through.
    var span = slots.mutableSpan
    span[index] = consume frame
  }

  /// The frame of a buffer that has come back, if it was a frame's.
  mutating func take(at index: Int) -> Frame? {
    guard index < Self.capacity else { return nil }
    var span = slots.mutableSpan
    return span[index].take()
  }
}
