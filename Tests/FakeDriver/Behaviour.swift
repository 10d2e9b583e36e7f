package import VideoFormats

/// How a pretended device behaves while it streams. A test may change it at any time.
package struct Behaviour: Sendable {
  /// In which order filled buffers come back.
  package enum CompletionOrder: Sendable {
    /// As they were queued.
    case queued
    /// In an order that looks random and repeats from run to run.
    case shuffled
  }

  package var completionOrder = CompletionOrder.queued
  /// Of a hundred frames, the number the driver loses before they reach a buffer.
  package var droppedPercentage = 0
  /// The next frame carries `V4L2_BUF_FLAG_ERROR`.
  package var marksNextFrameAsDamaged = false
  /// Every frame's payload ends after this many bytes of the first plane; nil for a full one.
  package var payloadLimit: Int?
  /// The number of the first frame after STREAMON.
  package var firstSequence: UInt32 = 0
  /// The device is unplugged once this many frames were delivered since STREAMON.
  package var disconnectsAfter: Int?
  /// The queue fails, until STREAMOFF, once this many frames were delivered since STREAMON.
  package var failsAfter: Int?
  /// The stream ends, with the last buffer marked, once this many frames were delivered.
  package var endsAfter: Int?

  /// Services of sliced VBI can be asked for line by line; vivid looks at the set alone.
  package var looksAtVBILines = false
  /// Behind the last control comes the first one again.
  package var countsControlsInCircles = false
  /// The number that DQBUF answers in place of the buffer's own; nil for a driver that does not lie.
  package var misreports: UInt32?

  /// What comes in at the chosen input.
  package enum Signal: Sendable {
    /// A signal of the standard or timings that are set, unless another is named.
    case good
    /// Nothing.
    case none
    /// Something that is not stable.
    case unlocked
    /// Something that is faster than the device can take.
    case outOfRange
  }

  package var signal = Signal.good
  /// The standard of the signal; nil for the one that is set.
  package var detectedStandard: VideoStandard?
  /// The place of the signal's timings in the node's list; nil for those that are set.
  package var detectedTimings: Int?

  /// How frames are numbered and stamped, and what goes wrong with some.
  package var frames = FrameManners()

  package init() {}
}
