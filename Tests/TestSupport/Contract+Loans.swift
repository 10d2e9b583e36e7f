internal import Synchronization
internal import SystemPackage
internal import Testing
package import V4L2
internal import VideoFormats

/// A place for a frame that several tasks may reach.
package final class FrameBox: Sendable {
  private let content: Mutex<Frame?>

  package init(_ frame: consuming sending Frame) {
    content = Mutex(consume frame)
  }

  /// Lets go of the frame.
  package func empty() {
    let frame = take()
    ContractCase.drop(frame)
  }

  /// Takes the frame out.
  package func take() -> Frame? {
    content.withLock { content in
      let frame = content.take()
      return frame
    }
  }
}

extension ContractCase {
  /// A frame of a stream that is over, as are its queue and its device when it arrives.
  private static func orphan(_ subject: any ContractSubject, _ role: ContractRole) throws -> Frame {
    var stream = try subject.stream(role)
    return try stream.frame()
  }

  /// The sum of some bytes of every page, so that all of the memory is touched.
  static func sum(_ frame: borrowing Frame) -> Int {
    var sum = 0
    for plane in 0..<frame.planeCount {
      let bytes = frame.bytes(ofPlane: plane)
      for offset in stride(from: 0, to: bytes.byteCount, by: 64) {
        sum &+= Int(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
      }
    }
    return sum
  }

  // Frames that are held for longer than the driver would like.
  static let loans: [Clause] = [
    (
      "a frame outlives its stream, its buffers and its device",
      { subject, role in
        let frame = try orphan(subject, role)
        let first = sum(frame)
        var stream = try subject.stream(role)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
        // Its memory is its own: other buffers' frames do not change it.
        let second = sum(frame)
        #expect(first == second)
      }
    ),
    (
      "a frame held over a stop is readable, and letting go of it does no harm",
      { subject, role in
        var stream = try subject.stream(role)
        let frame = try stream.frame()
        let allocated = try stream.stop()
        let before = sum(frame)
        let queue = allocated.release()
        let after = sum(frame)
        #expect(before == after)
        drop(frame)
        var next = try queue.allocate().start()
        let outcome = try next.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "a stream starts again while a frame is on loan, and gets the buffer when it comes back",
      { subject, role in
        var stream = try subject.stream(role)
        let frame = try stream.frame()
        let index = frame.metadata.bufferIndex
        var again = try stream.stop().start()
        #expect(again.buffersOnLoan == 1)
        var seen: Set<Int> = []
        for record in try again.records(8) { seen.insert(record.metadata.bufferIndex) }
        #expect(!seen.contains(index))
        drop(frame)
        #expect(again.buffersOnLoan == 0)
        seen = []
        for record in try again.records(40) { seen.insert(record.metadata.bufferIndex) }
        #expect(seen.contains(index))
        #expect(again.buffersLost == 0)
      }
    ),
    (
      "a frame of an earlier allocation does not disturb a later one",
      { subject, role in
        let device = try subject.open(role)
        var first = try subject.stream(role, on: device)
        let frame = try first.frame()
        var second = try first.stop().release().allocate(count: 4).start()
        _ = try second.records(2)
        drop(frame)
        #expect(second.buffersOnLoan == 0)
        #expect(second.buffersLost == 0)
        let records = try second.records(8)
        #expect(records.count == 8)
      }
    ),
    (
      "a program that holds every buffer is told so",
      { subject, role in
        var stream = try subject.stream(role, count: 2)
        let count = stream.bufferCount
        var held: [FrameBox] = []
        for _ in 0..<count { held.append(FrameBox(try stream.frame())) }
        #expect(stream.buffersOnLoan == count)
        let error = stream.failure(timeout: .milliseconds(200))
        guard case .stalled(let waited, let onLoan, let buffers) = error?.reason else {
          Issue.record("no stall but \(String(describing: error))")
          return
        }
        #expect(waited >= .milliseconds(200) && waited < .seconds(5))
        #expect(onLoan == count && buffers == count)
        #expect(error?.description.contains("holds all") == true)
        held = []
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "a stream that starts with every buffer on loan says that, and runs when they come back",
      { subject, role in
        var stream = try subject.stream(role, count: 2)
        var held: [FrameBox] = []
        for _ in 0..<stream.bufferCount { held.append(FrameBox(try stream.frame())) }
        var again = try stream.stop().start()
        let error = again.failure(timeout: .milliseconds(100))
        guard case .stalled(_, let onLoan, let buffers) = error?.reason else {
          Issue.record("no stall but \(String(describing: error))")
          return
        }
        #expect(onLoan == buffers)
        held = []
        let outcome = try again.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "a frame is handed to another thread and ends there",
      { subject, role in
        var stream = try subject.stream(role)
        for _ in 0..<8 {
          let box = FrameBox(try stream.frame())
          let size = await Task.detached {
            guard let frame = box.take() else { return 0 }
            return frame.byteCount
          }.value
          #expect(size == 320 * 180 * 2)
        }
        #expect(stream.buffersOnLoan == 0)
        #expect(stream.buffersLost == 0)
      }
    ),
    (
      "a driver that refuses a buffer back is heard by those who ask, and counted for the rest",
      { subject, role in
        var stream = try subject.stream(role)
        let frame = try stream.frame()
        try subject.inject(.refusesQueueing, on: role)
        let error = giveBackFailure(frame)
        #expect(error?.errno == .invalidArgument)
        #expect(error?.operation == "VIDIOC_QBUF")
        #expect(stream.buffersLost == 1)
        let second = try stream.frame()
        try subject.inject(.refusesQueueing, on: role)
        drop(second)
        #expect(stream.buffersLost == 2)
        #expect(stream.buffersOnLoan == 0)
        let third = try stream.frame()
        #expect(giveBackFailure(third) == nil)
        var again = try stream.stop().start()
        #expect(again.buffersLost == 0)
        let records = try again.records(12)
        #expect(Set(records.map(\.metadata.bufferIndex)).count == again.bufferCount)
      }
    ),
  ]

  static func drop(_ frame: consuming Frame?) {}

  private static func giveBackFailure(_ frame: consuming Frame) -> V4L2Error? {
    do throws(V4L2Error) {
      try frame.giveBack()
      return nil
    } catch {
      return error
    }
  }
}
