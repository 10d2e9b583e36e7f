/// Frames that wait for a stage to take them, the oldest first. It allocates nothing.
package struct FrameQueue: ~Copyable, Sendable {
  // Frames taken apart: an array of frames proper allocates whenever one is taken out of it.
  private var slots = InlineArray<64, InFlight.Loan?>(repeating: nil)
  private var first = 0
  /// Frames that wait.
  package private(set) var count = 0

  /// Frames there is room for.
  package static let capacity = 64

  /// Makes a queue of none.
  package init() {}

  /// Puts a frame behind the others. There must be room.
  package mutating func append(_ frame: consuming Frame) {
    precondition(count < Self.capacity, "the queue is full")
    var span = slots.mutableSpan
    span[(first + count) % Self.capacity] = frame.taken()
    count += 1
  }

  /// Takes the frame that has waited longest; nil when there is none.
  package mutating func removeFirst() -> Frame? {
    guard count > 0 else { return nil }
    var span = slots.mutableSpan
    guard let loan = span[first] else { return nil }
    span[first] = nil
    first = (first + 1) % Self.capacity
    count -= 1
    return Frame(loan.index, of: loan.lender)
  }

  /// The buffer number of the frame that has waited longest; nil when there is none.
  package var firstIndex: Int? {
    guard count > 0 else { return nil }
    return slots.span[first]?.index
  }

  deinit {
    for offset in 0..<count {
      if let loan = slots[(first + offset) % Self.capacity] {
        _ = loan.lender.takeBack(loan.index)
      }
    }
  }
}
