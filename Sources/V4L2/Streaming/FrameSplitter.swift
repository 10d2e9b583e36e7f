package import DMABuf
internal import Synchronization
package import SystemPackage
package import VideoFormats

/// Lends frames of one lender to several owners each; the last to let go gives the frame back.
///
/// Every share shows the same buffer under the same number, so whoever imports memory by that number finds it where
/// it was. Shares may be let go of on different threads.
package final class FrameSplitter: FrameLender {
  /// Whose frames they are.
  package let source: any FrameLender
  package let loans: LoanTable
  private let holders: Mutex<InlineArray<64, Int>>

  /// Frames of at most so many buffers can be split.
  package static let capacity = 64

  private init(of source: any FrameLender) {
    self.source = source
    loans = source.loans
    holders = Mutex(InlineArray(repeating: 0))
  }

  package var memory: MemoryType { source.memory }
  package var path: String { source.path }

  package func takeBack(_ index: Int) -> Errno? {
    let isLast = holders.withLock { holders in
      holders[index] -= 1
      return holders[index] == 0
    }
    return isLast ? source.takeBack(index) : nil
  }

  package func beginAccess(_ index: Int, _ access: DMABuffer.Access) {
    // The lender notes in the record what has been announced, which two owners must not do at once.
    holders.withLock { _ in source.beginAccess(index, access) }
  }

  package func export(_ index: Int, plane: Int) throws(V4L2Error) -> DMABuffer {
    try source.export(index, plane: plane)
  }

  package func shared(_ index: Int) throws(V4L2Error) -> [DMABuffer] {
    try source.shared(index)
  }

  package func sharedForReading(_ index: Int) throws(V4L2Error) -> [DMABuffer] {
    try source.sharedForReading(index)
  }
}

extension FrameSplitter {
  /// Another owner's share of a frame that this splitter has split.
  private func share(_ index: Int) -> Frame {
    holders.withLock { $0[index] += 1 }
    return Frame(index, of: self)
  }

  /// Splits a frame in two: what it was is now shared by both.
  ///
  /// `splitter` is the one of the frames before; another is made, the only allocation here, when the frame comes from
  /// another lender than they did. A frame whose number is past `capacity` cannot be split and comes back alone.
  package static func split(
    _ frame: inout Frame, with splitter: inout FrameSplitter?
  ) -> Frame? {
    if let own = frame.lender as? FrameSplitter { return own.share(frame.index) }
    guard frame.index < capacity else { return nil }
    let current: FrameSplitter
    if let known = splitter, known.source === frame.lender {
      current = known
    } else {
      current = FrameSplitter(of: frame.lender)
      splitter = current
    }
    current.holders.withLock { $0[frame.index] = 2 }
    let index = frame.index
    frame.relinquish()
    frame = Frame(index, of: current)
    return Frame(index, of: current)
  }
}
