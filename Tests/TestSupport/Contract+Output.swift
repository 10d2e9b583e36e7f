internal import SystemPackage
internal import Testing
package import V4L2
internal import VideoFormats

// Putting frames out.
extension ContractCase {
  static let output: [Clause] = [
    (
      "pictures are put out in every kind of memory, copied or filled in place",
      { subject, role in
        for kind in [MemoryType.mmap, .userptr, .dmabuf] {
          let queue = try subject.outputQueue(role)
          let format = try queue.format()
          let memory = try subject.memory(kind, count: 4, for: format)
          let allocated = try queue.allocate(BufferAllocation(count: 4, memory: memory))
          #expect(allocated.memory == kind)
          var stream = try allocated.start()
          let picture = [UInt8](repeating: 0x80, count: format.byteCount)
          for _ in 0..<6 {
            let isIn = try unsafe stream.submit(copying: picture.span.bytes)
            #expect(isIn)
          }
          #expect(stream.framesSubmitted == 6 && stream.bytesCopied == 6 * format.byteCount)
          guard var buffer = try stream.next() else { throw ContractFailure("no buffer") }
          #expect(buffer.capacity(ofPlane: 0) >= format.planes[0].size)
          #expect(buffer.byteCount == format.byteCount)
          var bytes = buffer.mutableBytes()
          bytes.storeBytes(of: 0xff, toByteOffset: 0, as: UInt8.self)
          buffer.field = format.field
          try stream.submit(buffer)
          #expect(stream.framesSubmitted == 7 && stream.errorFrames == 0)
        }
      }
    ),
    (
      "pictures are written where there is no queue, or the driver says why not",
      { subject, role in
        let queue = try subject.outputQueue(role)
        let allocated = try queue.allocate(BufferAllocation(memory: .read))
        var stream = try allocated.start()
        let picture = [UInt8](repeating: 0x80, count: stream.format.byteCount)
        do throws(V4L2Error) {
          for _ in 0..<6 { try unsafe stream.submit(copying: picture.span.bytes) }
          #expect(stream.framesSubmitted == 6 && stream.bytesCopied == 6 * picture.count)
        } catch {
          // Until the kernel's write(2) tells drivers how much was written, vivid finds too little.
          #expect(error.operation == "write" && error.errno == .invalidArgument)
          #expect(stream.framesSubmitted == 0 && stream.bytesCopied == 0)
        }
      }
    ),
    (
      "a buffer that is let go of is free again, and one that the driver has is not",
      { subject, role in
        var stream = try subject.outputQueue(role).allocate(BufferAllocation(count: 4)).start()
        for _ in 0..<8 {
          guard let buffer = try stream.next() else { throw ContractFailure("no buffer") }
          _ = consume buffer
        }
        #expect(stream.buffersQueued == 0)
        let picture = [UInt8](repeating: 0x10, count: stream.format.byteCount)
        try unsafe stream.submit(copying: picture.span.bytes)
        #expect(stream.buffersQueued == 1)
        let allocated = try stream.stop()
        #expect(allocated.bufferCount == 4)
        var again = try allocated.start()
        #expect(again.buffersQueued == 0)
        try unsafe again.submit(copying: picture.span.bytes)
      }
    ),
    (
      "what was put out comes back, in order and numbered",
      { subject, role in
        var stream = try subject.outputQueue(role).allocate(BufferAllocation(count: 4)).start()
        let picture = [UInt8](repeating: 0x10, count: stream.format.byteCount)
        for _ in 0..<4 { try unsafe stream.submit(copying: picture.span.bytes) }
        var reports: [OutputReport] = []
        while reports.count < 2 {
          switch try stream.reclaim() {
          case .buffer(let report): reports.append(report)
          default: throw ContractFailure("no buffer came back")
          }
        }
        #expect(reports.map(\.bufferIndex) == [0, 1])
        #expect(reports[1].sequence > reports[0].sequence)
      }
    ),
    (
      "a picture that is too large is refused in words, and the stream goes on",
      { subject, role in
        var stream = try subject.outputQueue(role).allocate(BufferAllocation(count: 3)).start()
        let picture = [UInt8](repeating: 0x10, count: stream.format.byteCount + 1_000_000)
        do throws(V4L2Error) {
          try unsafe stream.submit(copying: picture.span.bytes)
          Issue.record("not refused")
        } catch {
          #expect(error.description.contains("is larger than"))
        }
        let fitting = [UInt8](repeating: 0x10, count: stream.format.byteCount)
        try unsafe stream.submit(copying: fitting.span.bytes)
        #expect(stream.framesSubmitted == 1)
      }
    ),
    (
      "captured frames are handed on without a copy, and come back",
      { subject, role in
        let source = try subject.open(.grabber)
        try source.selectInput(0)
        let queue = try source.captureQueue()
        _ = try queue.setFormat(Format(.yuyv, width: 1280, height: 720))
        _ = try queue.setInterval(Interval(1, 30))
        let sink = try subject.open(role)
        try sink.selectOutput(1)
        let target = try sink.outputQueue()
        let granted = try target.setFormat(Format(.yuyv, width: 1280, height: 720)).granted
        #expect(granted.size == Size(width: 1280, height: 720))
        var capture = try queue.allocate(count: 4).start()
        var output = try target.allocate(
          BufferAllocation(count: 4, memory: .dmabuf([]))
        ).start()
        var returned = 0
        for number in 0..<8 {
          try output.submit(try capture.frame())
          guard number >= 2 else { continue }
          switch try output.reclaim() {
          case .frame(let frame):
            returned += 1
            _ = consume frame
          default: throw ContractFailure("no frame came back")
          }
        }
        #expect(returned == 6 && output.framesSubmitted == 8 && output.bytesCopied == 0)
        #expect(capture.buffersOnLoan == 2)
        _ = try output.stop()
        #expect(capture.buffersOnLoan == 0)
      }
    ),
    (
      "a frame cannot be handed to a queue of another kind of memory, and goes back",
      { subject, role in
        var capture = try subject.stream(.webcam)
        var output = try subject.outputQueue(role).allocate(BufferAllocation(count: 4)).start()
        do {
          try output.submit(try capture.frame())
          Issue.record("not refused")
        } catch let error as V4L2Error {
          #expect(error.description.contains("handed on by dma-buf"))
        }
        #expect(capture.buffersOnLoan == 0)
      }
    ),
  ]
}

extension ContractSubject {
  /// A claimed output queue, as its output has it.
  package func outputQueue(_ role: ContractRole) throws -> OutputQueue {
    try open(role).outputQueue()
  }
}
