internal import DMABuf
internal import V4L2

/// The frames that clients hold, each by the number of its buffer, until the last of them is done.
struct LentFrames: ~Copyable {
  private var frames = InlineArray<64, Frame?> { _ in nil }
  private var holders = InlineArray<64, Int>(repeating: 0)
  /// Frames that are held.
  private(set) var count = 0

  init() {}

  /// Whether a buffer's frame is held.
  func holds(_ index: Int) -> Bool { holders[index] > 0 }

  /// Keeps a frame for so many clients.
  mutating func keep(_ frame: consuming Frame, at index: Int, for clients: Int) {
    var span = frames.mutableSpan
    span[index] = consume frame
    holders[index] = clients
    count += 1
  }

  /// One client is done; when it was the last, the frame's buffer goes back to the driver.
  mutating func release(_ index: Int) {
    guard holders[index] > 0 else { return }
    holders[index] -= 1
    guard holders[index] == 0 else { return }
    var span = frames.mutableSpan
    span[index] = nil
    count -= 1
  }

  /// Gives all of them back.
  mutating func releaseAll() {
    for index in 0..<ShareLimits.buffers where holders[index] > 0 {
      holders[index] = 1
      release(index)
    }
  }
}
