internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Drivers and cables that fail.
extension ContractCase {
  static let faults: [Clause] = [
    (
      "a damaged frame is a frame that says so",
      { subject, role in
        var stream = try subject.stream(role)
        _ = try stream.records(2)
        try subject.inject(.damagesNextFrame, on: role)
        var damaged = 0
        for record in try stream.records(20) where record.metadata.flags.contains(.error) {
          damaged += 1
        }
        #expect(damaged == 1)
        #expect(stream.buffersOnLoan == 0)
      }
    ),
    (
      "a refused start leaves the queue to be had again",
      { subject, role in
        let device = try subject.open(role)
        try subject.inject(.refusesStart, on: role)
        let error = startFailure(try subject.queue(role, on: device).allocate())
        #expect(error?.errno == .invalidArgument)
        #expect(error?.operation == "VIDIOC_STREAMON")
        var stream = try subject.stream(role, on: device)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "a buffer refused at the start is a refused start",
      { subject, role in
        let device = try subject.open(role)
        let allocated = try subject.queue(role, on: device).allocate()
        try subject.inject(.refusesQueueing, on: role)
        let error = startFailure(allocated)
        #expect(error?.errno == .invalidArgument)
        #expect(error?.operation == "VIDIOC_QBUF")
        var stream = try subject.stream(role, on: device)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "a fatal error ends the stream, and a new start mends it",
      { subject, role in
        var stream = try subject.stream(role)
        _ = try stream.records(2)
        let frame = try stream.frame()
        try subject.inject(.failsStreaming, on: role)
        let error = stream.failure()
        #expect(error?.errno == .ioError)
        #expect(error?.isDeviceLost == false)
        #expect(error?.description.contains("start the stream again") == true)
        // The driver takes no buffer now; letting go must not trouble anybody.
        drop(frame)
        var again = try stream.stop().start()
        #expect(again.buffersLost == 0)
        let records = try again.records(8)
        #expect(records.count == 8)
      }
    ),
    (
      "a device that goes is lost at once, for everybody, and is found again when it is back",
      { subject, role in
        do {
          let device = try subject.open(role)
          var stream = try subject.stream(role, on: device)
          let frame = try stream.frame()
          let before = sum(frame)
          try subject.inject(.disconnects, on: role)
          let error = stream.failure()
          #expect(error?.isDeviceLost == true)
          #expect(error?.description.contains("disconnected") == true)
          let type = try #require(device.information.pictureCaptureQueue)
          let asked = failure { () throws(V4L2Error) in _ = try device.format(of: type) }
          #expect(asked?.isDeviceLost == true)
          let after = sum(frame)
          #expect(before == after)
        }
        subject.recover(role)
        var stream = try subject.stream(role)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "a device that is gone cannot be stopped, and says so",
      { subject, role in
        let stream = try subject.stream(role)
        try subject.inject(.disconnects, on: role)
        let error = stopFailure(stream)
        #expect(error?.isDeviceLost == true)
      }
    ),
  ]

  private static func stopFailure(_ stream: consuming CaptureStream) -> V4L2Error? {
    do throws(V4L2Error) {
      let allocated = try stream.stop()
      _ = allocated.bufferCount
      return nil
    } catch {
      return error
    }
  }
}
