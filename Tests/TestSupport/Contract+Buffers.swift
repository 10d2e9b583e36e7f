internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Allocating buffers, and who may.
extension ContractCase {
  static let buffers: [Clause] = [
    (
      "any number of buffers is asked for, a fair number granted, and every number streams",
      { subject, role in
        let device = try subject.open(role)
        for count in [1, 2, 4, 32, 1_000_000] {
          let allocated = try subject.queue(role, on: device).allocate(count: count)
          let granted = allocated.bufferCount
          #expect(granted >= min(count, 32) && granted <= 1024, "\(count) became \(granted)")
          var stream = try allocated.start()
          let outcome = try stream.outcome()
          #expect(outcome == "frame")
        }
      }
    ),
    (
      "by default there are four buffers or more",
      { subject, role in
        let queue = try subject.queue(role)
        let wanted = try queue.defaultBufferCount()
        #expect(wanted >= 4)
        let allocated = try queue.allocate()
        #expect(allocated.bufferCount >= wanted)
      }
    ),
    (
      "no buffers, or fewer than none, are refused",
      { subject, role in
        for count in [0, -1, Int.min] {
          let error = allocationFailure(try subject.queue(role), count: count)
          #expect(error?.errno == .invalidArgument)
          #expect(error?.operation == "VIDIOC_REQBUFS")
        }
      }
    ),
    (
      "every buffer is mapped once for each plane, and unmapped when released",
      { subject, role in
        let device = try subject.open(role)
        let before = subject.resources()
        let allocated = try subject.queue(role, on: device).allocate(count: 4)
        let planes = allocated.format.planes.count
        #expect(subject.resources().mappings - before.mappings == allocated.bufferCount * planes)
        let queue = allocated.release()
        #expect(subject.resources() == before)
        let adjustment = try queue.setFormat(Format(.yuyv, width: 640, height: 360))
        #expect(adjustment.isExact)
      }
    ),
    (
      "the format and the interval are those that were set",
      { subject, role in
        let queue = try subject.queue(role)
        let format = try queue.format()
        let allocated = try queue.allocate()
        #expect(allocated.format == format)
        #expect(allocated.interval == Interval(1, 60))
      }
    ),
    (
      "another open file can neither set the format nor allocate while buffers exist",
      { subject, role in
        let allocated = try subject.queue(role).allocate()
        let other = try subject.open(role)
        do {
          let queue = try other.captureQueue()
          let error = failure { () throws(V4L2Error) in
            _ = try queue.setFormat(Format(.yuyv, width: 640, height: 360))
          }
          #expect(error?.errno == .resourceBusy)
          #expect(error?.operation == "VIDIOC_S_FMT")
          #expect(error?.description.contains("busy") == true)
          let unchanged = try queue.format()
          #expect(unchanged == allocated.format)
        }
        let error = allocationFailure(try other.captureQueue(), count: 4)
        #expect(error?.errno == .resourceBusy)
        #expect(error?.operation == "VIDIOC_REQBUFS")
        _ = allocated.release()
        let free = allocationFailure(try other.captureQueue(), count: 4)
        #expect(free == nil)
      }
    ),
    (
      "a refused allocation leaves the queue to be had again",
      { subject, role in
        let device = try subject.open(role)
        try subject.inject(.refusesBuffers, on: role)
        let error = allocationFailure(try subject.queue(role, on: device), count: 4)
        #expect(error?.errno == .invalidArgument)
        #expect(error?.operation == "VIDIOC_REQBUFS")
        var stream = try subject.stream(role, on: device)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
  ]
}
