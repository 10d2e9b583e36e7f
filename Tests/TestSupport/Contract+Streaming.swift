internal import SystemIO
internal import SystemPackage
internal import Testing
package import V4L2
internal import VideoFormats

/// A frame's metadata and sizes, kept when the frame is gone.
package struct FrameRecord: Sendable {
  package var metadata: FrameMetadata
  package var planeSizes: [Int]

  package init(_ frame: borrowing Frame) {
    metadata = frame.metadata
    planeSizes = []
    for plane in 0..<frame.planeCount {
      planeSizes.append(frame.bytes(ofPlane: plane).byteCount)
    }
  }
}

extension CaptureStream {
  /// Takes frames one by one and keeps what they say.
  package mutating func records(_ count: Int) throws -> [FrameRecord] {
    var records: [FrameRecord] = []
    for _ in 0..<count {
      let frame = try frame()
      records.append(FrameRecord(frame))
    }
    return records
  }
}

// Frames as they come.
extension ContractCase {
  static let streaming: [Clause] = [
    (
      "frames keep the rules of a buffer",
      { subject, role in
        var stream = try subject.stream(role)
        let (count, format) = (stream.bufferCount, stream.format)
        let records = try stream.records(20)
        for record in records {
          let metadata = record.metadata
          #expect(metadata.bufferIndex < count)
          #expect(metadata.field == format.field)
          // Neither queued, nor done, nor prepared: the program has it.
          #expect(metadata.flags.rawValue & 0x406 == 0)
          #expect(metadata.flags.clock == .monotonic)
          #expect(metadata.timestamp > 0)
          #expect(record.planeSizes.count == format.planes.count)
          for (size, plane) in zip(record.planeSizes, format.planes) {
            #expect(size > 0 && size <= plane.size)
          }
        }
        for (left, right) in zip(records, records.dropFirst()) {
          // vivid counts by the clock and may give two frames one number; v4l2-compliance lets it, too.
          #expect(right.metadata.sequence >= left.metadata.sequence)
          #expect(right.metadata.timestamp > left.metadata.timestamp)
          #expect(right.metadata.queuedAt.nanoseconds > 0)
        }
        #expect(Set(records.map(\.metadata.sequence)).count > 10)
        #expect(Set(records.map(\.metadata.bufferIndex)).count > 1)
        #expect(stream.buffersOnLoan == 0)
        #expect(stream.buffersLost == 0)
      }
    ),
    (
      "a picture's bytes are the picture: the header before it is skipped",
      { subject, role in
        var stream = try subject.stream(role)
        let format = stream.format
        let plane = try #require(format.planes.first)
        let picture = plane.bytesPerLine * format.height
        // vivid's multi-planar YUYV has 128 bytes before the picture, unless it has single-planar nodes too.
        #expect(plane.size == picture || (role == .multiplanar && plane.size == picture + 128))
        let frame = try stream.frame()
        let bytes = frame.bytes
        let first = bytes.byteCount
        let all = frame.byteCount
        #expect(first == picture)
        #expect(all == picture)
      }
    ),
    (
      "a stream stops, starts and stops again, and frames count from the start each time",
      { subject, role in
        var allocated = try subject.queue(role).allocate()
        for _ in 0..<5 {
          var stream = try allocated.start()
          let records = try stream.records(2)
          #expect(try #require(records.first).metadata.sequence < 60)
          allocated = try stream.stop()
        }
        let queue = allocated.release()
        let adjustment = try queue.setFormat(Format(.yuyv, width: 640, height: 360))
        #expect(adjustment.isExact)
      }
    ),
    (
      "nothing is ready at once, and then something is",
      { subject, role in
        // A driver that loses every frame has none ready, however late the program looks.
        try subject.inject(.dropsAllFrames, on: role)
        defer { subject.recover(role) }
        var stream = try subject.stream(role)
        let first = try stream.outcomeIfReady()
        #expect(first == "notReady")
        subject.recover(role)
        var frames = 0
        for _ in 0..<100 where frames < 3 {
          subject.pause(.milliseconds(20))
          let outcome = try stream.outcomeIfReady()
          #expect(outcome == "frame" || outcome == "notReady")
          if outcome == "frame" { frames += 1 }
        }
        #expect(frames == 3)
      }
    ),
    (
      "formats can be tried while frames flow",
      { subject, role in
        let device = try subject.open(role)
        var stream = try subject.stream(role, on: device)
        let type = try #require(device.information.pictureCaptureQueue)
        let tried = try device.tryFormat(Format(.nv12, width: 640, height: 360), of: type)
        #expect(tried.isExact)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "every plane of a format with several has its bytes",
      { subject, role in
        guard role == .multiplanar else { return }
        let queue = try subject.queue(role)
        let adjustment = try queue.setFormat(Format(.nv16M, width: 320, height: 180))
        try #require(adjustment.isExact)
        // The first plane has a header of 128 bytes, which is not the picture's.
        #expect(adjustment.granted.planes.map(\.size) == [320 * 180 + 128, 320 * 180])
        var stream = try queue.allocate().start()
        let frame = try stream.frame()
        let record = FrameRecord(frame)
        #expect(record.planeSizes == [320 * 180, 320 * 180])
      }
    ),
    (
      "the count of frames wraps and goes on",
      { subject, role in
        guard role == .webcam else { return }
        try subject.inject(.wrapsSequence, on: role)
        var stream = try subject.stream(role)
        var last: UInt32?
        var hasWrapped = false
        for _ in 0..<200 where !hasWrapped {
          let frame = try stream.frame()
          let sequence = frame.metadata.sequence
          if let last {
            #expect(sequence &- last < 100)
            hasWrapped = sequence < last
          } else {
            #expect(sequence > 0xffff_0000)
          }
          last = sequence
        }
        #expect(hasWrapped)
      }
    ),
  ]
}
