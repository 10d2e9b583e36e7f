package import DMABuf
package import SystemPackage
package import VideoFormats

/// Whoever a frame is on loan from.
///
/// A queue's buffers are lent by their `BufferPool`. Memory that no queue of this process has (another process's
/// frames, the results of a computation) is lent by a `MemoryPool`, and a `FrameSplitter` lends a frame of either
/// to several owners. A frame asks its lender alone, so whoever is handed one need not know which it is.
package protocol FrameLender: AnyObject, Sendable {
  /// What is noted of each buffer; a frame is a place in it.
  var loans: LoanTable { get }
  /// Whose memory the buffers are.
  var memory: MemoryType { get }
  /// The node, or what else the frames come from, for errors.
  var path: String { get }
  /// Ends a frame's loan; nil is success.
  func takeBack(_ index: Int) -> Errno?
  /// Announces that the processor is about to touch a buffer, where that must be said.
  func beginAccess(_ index: Int, _ access: DMABuffer.Access)
  /// A new descriptor of a plane's memory.
  func export(_ index: Int, plane: Int) throws(V4L2Error) -> DMABuffer
  /// The planes of a buffer by descriptor, made once.
  func shared(_ index: Int) throws(V4L2Error) -> [DMABuffer]
  /// New descriptors of a buffer's planes for somebody who is to read and not to write, as far as the memory allows.
  func sharedForReading(_ index: Int) throws(V4L2Error) -> [DMABuffer]
}

extension FrameLender {
  package func sharedForReading(_ index: Int) throws(V4L2Error) -> [DMABuffer] {
    // A descriptor that came from elsewhere allows what it allows, to everybody.
    try shared(index)
  }
}
