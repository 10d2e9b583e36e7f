internal import DMABuf
internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// A client's connection, which frames keep until they have been given back through it.
///
/// Frames may end on any thread, so what they need of it is under a lock.
final class ShareSession: Sendable {
  private struct Loan {
    var lease: UInt64 = 0
    var expiresAt: Int64 = 0
  }

  let socket: DescriptorSocket
  private let loans = Mutex(InlineArray<64, Loan>(repeating: Loan()))
  private let generation: Atomic<UInt32>

  init(_ socket: DescriptorSocket) {
    self.socket = socket
    generation = Atomic(0)
  }

  /// A generation begins: the loans of the one before are over.
  func begin(_ number: UInt32) {
    generation.store(number, ordering: .relaxed)
    loans.withLock { $0 = InlineArray(repeating: Loan()) }
  }

  /// Notes the loan of a buffer.
  func note(_ index: Int, lease: UInt64, expiresAt: Int64) {
    loans.withLock { $0[index] = Loan(lease: lease, expiresAt: expiresAt) }
  }

  /// The server says that a loan is over. It still wants to hear when the frame ends.
  func expire(_ index: Int, lease: UInt64) {
    loans.withLock { loans in
      if loans[index].lease == lease { loans[index].expiresAt = .min }
    }
  }

  /// When the loan of a buffer is over; nil where it is none's.
  func end(of index: Int) -> Int64? {
    loans.withLock { $0[index].lease == 0 ? nil : $0[index].expiresAt }
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
      .release, generation: generation.load(ordering: .relaxed), into: &message)
    _ = unsafe message.withBytes(MessageKind.release.size) { unsafe socket.send($0) }
  }
}
