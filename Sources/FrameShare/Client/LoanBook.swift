internal import DMABuf
internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// The loans of a generation, and the connection by which their frames are given back.
///
/// Frames keep it until they end, on whatever thread that is, and whatever has become of the client and of later
/// generations meanwhile. So what they need is under a lock.
final class LoanBook: Sendable {
  private struct Loan {
    var lease: UInt64 = 0
    var expiresAt: Int64 = 0
    /// What tells the memory of the frame from that of all others.
    var edition: UInt64 = 0
  }

  private let socket: DescriptorSocket
  private let generation: UInt32
  private let loans = Mutex(InlineArray<64, Loan>(repeating: Loan()))

  init(_ socket: DescriptorSocket, generation: UInt32) {
    self.socket = socket
    self.generation = generation
  }

  /// Notes the loan of a buffer.
  func note(_ index: Int, lease: UInt64, expiresAt: Int64, edition: UInt64) {
    loans.withLock { $0[index] = Loan(lease: lease, expiresAt: expiresAt, edition: edition) }
  }

  /// The server says that a loan is over. It still wants to hear when the frame ends.
  func expire(_ index: Int, lease: UInt64) {
    loans.withLock { loans in
      if loans[index].lease == lease { loans[index].expiresAt = .min }
    }
  }

  /// When the loan of a buffer is over; nil where that memory is on no loan of this generation.
  func end(of index: Int, edition: UInt64) -> Int64? {
    loans.withLock { loans in
      loans[index].lease != 0 && loans[index].edition == edition ? loans[index].expiresAt : nil
    }
  }

  /// Gives a buffer back.
  ///
  /// Nobody is told where that fails: a server that is gone needs no buffers, and one that does not read ends the loan by
  /// itself.
  func release(_ index: Int) {
    let loan = loans.withLock { loans in
      defer { loans[index] = Loan() }
      return loans[index]
    }
    if loan.lease != 0 { giveBack(lease: loan.lease, index) }
  }

  /// Says that a loan is not wanted any longer.
  func giveBack(lease: UInt64, _ index: Int) {
    var message = MessageBuffer()
    LeaseEnd(lease: lease, index: UInt32(index)).write(
      .release, generation: generation, into: &message)
    _ = unsafe message.withBytes(MessageKind.release.size) { unsafe socket.send($0) }
  }
}
