internal import SystemIO
internal import SystemPackage
internal import Testing
package import V4L2
internal import VideoFormats

// Converting memory to memory.
extension ContractCase {
  static let converting: [Clause] = [
    (
      "a converter has two queues with formats of their own, and they are its owner's alone",
      { subject, role in
        let device = try subject.open(role)
        #expect(device.information.isMemoryToMemory)
        let kind = try device.memoryToMemoryKind()
        #expect(kind == .converter)
        let queues = try device.memoryToMemoryQueues()
        let (taken, given) = (queues.source.type, queues.destination.type)
        #expect(taken.isOutput && !given.isOutput)
        let refusal = failure { () throws(V4L2Error) in _ = try device.captureQueue() }
        #expect(refusal?.reason == .queueInUse)
        let granted = try queues.setFormats(
          source: Format(.rgb24, width: 320, height: 180),
          destination: Format(.rgb565, width: 160, height: 96))
        #expect(granted.source.granted.pixelFormat == .rgb24)
        #expect(granted.source.granted.size == Size(width: 320, height: 180))
        let result = try queues.destination.format()
        #expect(result.pixelFormat == .rgb565 && result.size == Size(width: 160, height: 96))
        // Neither side has orders.
        let tried = try device.tried(EncoderCommand(.stop))
        let other = try device.tried(DecoderCommand(.stop))
        #expect(tried == nil && other == nil)
        #expect(
          failure { () throws(V4L2Error) in try device.perform(EncoderCommand(.stop)) } != nil)
      }
    ),
    (
      "what is put in comes out, to the byte, in order and with its time",
      { subject, role in
        var stream = try subject.converterQueues(role).start()
        let count = stream.sourceFormat.byteCount
        #expect(stream.kind == .converter && stream.destinationFormat?.byteCount == count)
        var results: [(bytes: [UInt8], time: Int64, clock: BufferFlags.Clock)] = []
        var number = 0
        while results.count < 10 {
          while number < 10, stream.acceptsInput {
            let picture = TestPictures.pattern(number, count)
            let isIn = try unsafe stream.submit(
              copying: picture.span.bytes, timestamp: Int64(number + 1) * 1_234_000)
            #expect(isIn)
            number += 1
          }
          if number == 10 { try stream.drain() }
          switch try stream.next() {
          case .frame(let frame):
            results.append(
              (frame.copied, frame.metadata.timestamp, frame.metadata.flags.clock))
          case .wantsInput: continue
          default: throw ContractFailure("no result of a picture that was put in")
          }
        }
        for (number, result) in results.enumerated() {
          #expect(TestPictures.areEqual(result.bytes, TestPictures.pattern(number, count)))
          #expect(result.time == Int64(number + 1) * 1_234_000 && result.clock == .copied)
        }
        #expect(stream.framesSubmitted == 10 && stream.bytesCopied == 10 * count)
        #expect(try stream.outcome() == "endOfStream")
        #expect(stream.hasEnded && !stream.acceptsInput && stream.framesInside == 0)
        let picture = TestPictures.pattern(0, count)
        let refusal = failure { () throws(V4L2Error) in
          try unsafe stream.submit(copying: picture.span.bytes)
        }
        #expect(refusal?.description.contains("was asked to end") == true)
        try stream.resume()
        try unsafe stream.submit(copying: picture.span.bytes)
        #expect(try stream.outcome() == "frame")
        let queues = try stream.stop()
        let format = try queues.source.format()
        #expect(format.byteCount == count)
      }
    ),
    (
      "results that are held outlive their stream, a stall says who holds them, and a ring ends a wait",
      { subject, role in
        let wake = try subject.makeWake()
        var stream = try subject.converterQueues(role).start(
          MemoryToMemorySettings(
            source: BufferAllocation(count: 2), destination: BufferAllocation(count: 2)), wake: wake
        )
        let count = stream.sourceFormat.byteCount
        let idle = stream.interests
        #expect(idle.contains(.readable) && !idle.contains(.writable))
        for number in 0..<2 {
          try unsafe stream.submit(
            copying: TestPictures.pattern(number, count).span.bytes)
        }
        let interests = stream.interests
        #expect(interests.contains(.writable))
        let first = try stream.frame()
        let second = try stream.frame()
        #expect(stream.buffersOnLoan == 2)
        while try stream.outcomeIfReady() != "notReady" {}
        let nothing = stream.interests
        #expect(nothing.isEmpty && stream.framesInside == 0)
        try unsafe stream.submit(copying: TestPictures.pattern(2, count).span.bytes)
        // Nothing comes while every buffer for results is held, but a ring.
        wake.ring()
        #expect(try stream.outcome() == "woken")
        let stall = failure { () throws(V4L2Error) in
          _ = try stream.next(timeout: .milliseconds(100))
        }
        guard case .stalled(_, onLoan: 2, buffers: 2)? = stall?.reason else {
          throw ContractFailure("no stall but \(String(describing: stall))")
        }
        try first.giveBack()
        #expect(try stream.outcome() == "frame")
        _ = try stream.stop()
        let isUnchanged = TestPictures.areEqual(second.copied, TestPictures.pattern(1, count))
        #expect(isUnchanged)
        _ = consume second
      }
    ),
    (
      "captured frames are put in without a copy, and go back once they were read",
      { subject, role in
        let camera = try subject.open(.webcam).captureQueue()
        _ = try camera.setFormat(Format(.rgb24, width: 320, height: 180))
        _ = try camera.setInterval(Interval(1, 60))
        var capture = try camera.allocate(count: 4).start()
        var stream = try subject.converterQueues(role).start(
          MemoryToMemorySettings(source: BufferAllocation(count: 4, memory: .dmabuf([]))))
        for _ in 0..<8 {
          let frame = try capture.frame()
          let bytes = frame.copied
          let time = frame.metadata.timestamp
          try stream.submit(frame)
          let result = try stream.frame()
          let isSame = TestPictures.areEqual(result.copied, bytes)
          #expect(isSame)
          let resultTime = result.metadata.timestamp
          #expect(resultTime / 1000 == time / 1000)
        }
        #expect(stream.framesSubmitted == 8 && stream.bytesCopied == 0)
        while try stream.outcomeIfReady() != "notReady" {}
        #expect(capture.buffersOnLoan == 0)
      }
    ),
    (
      "without anything inside there is nothing to wait for, and there is an end to what goes in",
      { subject, role in
        var stream = try subject.converterQueues(role).start()
        #expect(try stream.outcome() == "wantsInput")
        let count = stream.sourceFormat.byteCount
        var isFull = false
        for number in 0..<40 where !isFull {
          isFull = try unsafe !stream.submit(
            copying: TestPictures.pattern(number, count).span.bytes)
        }
        #expect(isFull && !stream.acceptsInput && stream.nextInput() == nil)
      }
    ),
  ]
}

extension ContractSubject {
  /// A claimed converter, set to copy small pictures.
  package func converterQueues(_ role: ContractRole) throws -> MemoryToMemoryQueues {
    let queues = try open(role).memoryToMemoryQueues()
    let format = Format(.rgb24, width: 320, height: 180)
    let granted = try queues.setFormats(source: format, destination: format)
    #expect(granted.source.granted.size == format.size)
    #expect(granted.destination.granted.size == format.size)
    return queues
  }
}

extension MemoryToMemoryStream {
  /// The next result; anything but room for more is an error.
  package mutating func frame(timeout: Duration? = nil) throws -> Frame {
    for _ in 0..<64 {
      switch try next(timeout: timeout) {
      case .frame(let frame): return frame
      case .wantsInput: continue
      case .notReady: throw ContractFailure("not ready, where a result was due")
      case .woken: throw ContractFailure("woken, where a result was due")
      case .formatChanged: throw ContractFailure("another format, where a result was due")
      case .endOfStream: throw ContractFailure("the end, where a result was due")
      }
    }
    throw ContractFailure("wants input for ever, where a result was due")
  }

  /// What `next` has to say, in a word.
  package mutating func outcome(timeout: Duration? = nil) throws(V4L2Error) -> String {
    word(for: try next(timeout: timeout))
  }

  /// What `nextIfReady` has to say, in a word.
  package mutating func outcomeIfReady() throws(V4L2Error) -> String {
    word(for: try nextIfReady())
  }

  private func word(for converted: consuming Converted) -> String {
    switch converted {
    case .frame: "frame"
    case .notReady: "notReady"
    case .wantsInput: "wantsInput"
    case .woken: "woken"
    case .formatChanged: "formatChanged"
    case .endOfStream: "endOfStream"
    }
  }
}
