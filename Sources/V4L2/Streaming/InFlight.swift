/// The frames that a sink still reads, by the number of the sink's buffer.
///
/// Handing a frame to a sink moves it here; when the sink is done, the frame is taken out, and letting go of
/// it gives its buffer back to where it came from. There is no other bookkeeping.
struct InFlight: ~Copyable, Sendable {
  /// A frame taken apart: an array of frames proper allocates whenever one is taken out of it.
  struct Loan {
    var index: Int
    var lender: any FrameLender
  }

  private var slots = InlineArray<64, Loan?>(repeating: nil)

  static let capacity = 64

  /// Keeps a frame until its buffer comes back.
  mutating func put(_ frame: consuming Frame, at index: Int) {
    var span = slots.mutableSpan
    span[index] = frame.taken()
  }

  /// The frame of a buffer that has come back, if it was a frame's.
  mutating func take(at index: Int) -> Frame? {
    guard index < Self.capacity else { return nil }
    var span = slots.mutableSpan
    guard let loan = span[index] else { return nil }
    span[index] = nil
    return Frame(loan.index, of: loan.lender)
  }

  deinit {
    for index in 0..<Self.capacity {
      if let loan = slots[index] { _ = loan.lender.takeBack(loan.index) }
    }
  }
}
