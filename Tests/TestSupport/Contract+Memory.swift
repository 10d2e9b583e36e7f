package import DMABuf
internal import SystemIO
internal import SystemPackage
internal import Testing
package import V4L2
package import VideoFormats

// Buffers of every kind of memory, and buffers that come, go and leave by descriptor.
extension ContractCase {
  static let memory: [Clause] = [
    (
      "frames come in every kind of memory, and keep every rule",
      { subject, role in
        for kind in [MemoryType.mmap, .userptr, .dmabuf] {
          let device = try subject.open(role)
          let queue = try subject.queue(role, on: device)
          let format = try queue.format()
          let memory = try subject.memory(kind, count: 4, for: format)
          let allocated = try queue.allocate(BufferAllocation(count: 4, memory: memory))
          #expect(allocated.memory == kind && allocated.bufferCount == 4)
          #expect(allocated.capabilities.contains(.orphanedBuffers))
          var stream = try allocated.start()
          var log = FrameLog()
          for _ in 0..<20 {
            let frame = try stream.frame()
            log.record(frame, at: stream.now)
            let bytes = frame.bytes
            #expect(bytes.byteCount >= 320 * 180 * 2 && frame.memory == kind)
            let sum = sample(bytes)
            #expect(sum >= 0)
          }
          var terms = FrameLog.Terms(
            memory: kind, bufferCount: 4, planeSizes: format.planes.map(\.size),
            interval: stream.interval)
          terms.mayLose = true
          #expect(log.violations(terms) == [])
        }
      }
    ),
    (
      "a frame in the program's memory outlives stream, queue and device",
      { subject, role in
        for pages in [UserMemory.PageSize.ordinary, .huge] {
          let frame: Frame
          do {
            let allocation = BufferAllocation(count: 3, memory: .userptr(.allocated(pages)))
            var stream = try subject.queue(role).allocate(allocation).start()
            frame = try stream.frame()
          }
          #expect(sample(frame.bytes) >= 0)
        }
      }
    ),
    (
      "memory that begins amid a page, or is too small, is refused in words, and the queue is as it was",
      { subject, role in
        let device = try subject.open(role)
        let size = 1 << 20
        let mapping = try Mapping(anonymous: size * 2, isHuge: false, calls: subject.calls)
        let base = unsafe UInt(bitPattern: mapping.base)
        for (start, length, words) in [
          (base + 8, size, "not a multiple of 4096"), (base, 4096, "has 4096 of"),
        ] {
          let queue = try subject.queue(role, on: device)
          let region = unsafe UserRegion(
            UnsafeMutableRawBufferPointer(
              start: UnsafeMutableRawPointer(bitPattern: start), count: length))
          let planes = try queue.format().planes.count
          let regions = Array(repeating: Array(repeating: region, count: planes), count: 2)
          let error = allocationFailure(
            queue, unsafe BufferAllocation(memory: .userptr(.regions(regions))))
          #expect(error?.description.contains(words) == true, "\(String(describing: error))")
          var stream = try subject.stream(role, on: device)
          #expect(try stream.outcome() == "frame")
        }
      }
    ),
    (
      "a dma-buf that is too small, or for too few planes, is refused in words",
      { subject, role in
        let device = try subject.open(role)
        let heap = try DMAHeap("system", calls: subject.calls)
        let small = try heap.allocate(size: 4096)
        for planes in [[small], []] {
          let queue = try subject.queue(role, on: device)
          let error = allocationFailure(queue, BufferAllocation(memory: .dmabuf([planes, planes])))
          let words = planes.isEmpty ? "has 0 of 1 memory planes" : "has 4096 of"
          #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        }
        var stream = try subject.stream(role, on: device)
        #expect(try stream.outcome() == "frame")
      }
    ),
    (
      "a queue that gets too little memory of a kind does not start, and can be had again",
      { subject, role in
        let device = try subject.open(role)
        let queue = try subject.queue(role, on: device)
        let needed = try queue.format().planes.map(\.size)
        let heap = try DMAHeap("system", calls: subject.calls)
        var one: [DMABuffer] = []
        for size in needed { one.append(try heap.allocate(size: size)) }
        let error = allocationFailure(
          queue, BufferAllocation(count: 3, memory: .dmabuf([one])))
        #expect(error?.description.contains("has 0 of \(needed.count)") == true)
        var stream = try subject.stream(role, on: device)
        #expect(try stream.outcome() == "frame")
      }
    ),
    (
      "an exported buffer holds the frame's bytes and outlives queue and device",
      { subject, role in
        let exported: DMABuffer
        let first: [UInt8]
        do {
          var stream = try subject.stream(role)
          let frame = try stream.frame()
          exported = try frame.export()
          first = head(frame.bytes)
          let offset = frame.dataOffset(ofPlane: 0)
          #expect(try exported.head(from: offset) == first)
          #expect(exported.size >= frame.bytes.byteCount)
        }
        #expect(try exported.head(from: 0).count == 64)
      }
    ),
    (
      "buffers of another kind of memory cannot be exported",
      { subject, role in
        let queue = try subject.queue(role)
        let allocated = try queue.allocate(
          BufferAllocation(count: 2, memory: .userptr(.allocated(.ordinary))))
        let error = failure { () throws(V4L2Error) in _ = try allocated.export() }
        #expect(error?.errno == .invalidArgument && error?.operation == "VIDIOC_EXPBUF")
      }
    ),
    (
      "what one queue exports another one captures into",
      { subject, role in
        guard role == .webcam else { return }
        let lender = try subject.open(.grabber)
        try lender.selectInput(0)
        let lent = try subject.queue(.grabber, on: lender).allocate(count: 4)
        let buffers = try lent.export()
        #expect(buffers.count == 4)
        let allocated = try subject.queue(role).allocate(
          BufferAllocation(memory: .dmabuf(buffers)))
        var stream = try allocated.start()
        for _ in 0..<8 {
          let frame = try stream.frame()
          let shared = buffers[frame.metadata.bufferIndex][0]
          #expect(head(frame.bytes) == (try shared.head(from: 0)))
        }
      }
    ),
    (
      "a queue grows while it runs, and shrinks as frames come back",
      { subject, role in
        var stream = try subject.stream(role, count: 3)
        let before = stream.bufferCount
        let frame = try stream.frame()
        let added = try stream.grow(by: 3)
        #expect(added == 3 && stream.bufferCount == before + 3)
        var numbers: Set<Int> = []
        for _ in 0..<20 { numbers.insert(try stream.frame().metadata.bufferIndex) }
        #expect(numbers.count > before - 1)
        do throws(V4L2Error) {
          try stream.shrink(by: 4)
        } catch {
          // Kernels before 6.10.
          #expect(error.errno == .inappropriateIOCTLForDevice)
          _ = consume frame
          return
        }
        _ = consume frame
        for _ in 0..<20 { _ = try stream.frame() }
        #expect(stream.bufferCount == before - 1)
        var again = try stream.stop().start()
        for _ in 0..<5 { _ = try again.frame() }
        #expect(again.bufferCount == before - 1)
      }
    ),
    (
      "a queue that does not run grows and shrinks, and keeps one buffer",
      { subject, role in
        var allocated = try subject.queue(role).allocate(count: 4)
        #expect(try allocated.grow(by: 2) == 2)
        do throws(V4L2Error) {
          try allocated.shrink(by: 3)
          #expect(allocated.bufferCount == 3)
          try allocated.grow(by: 1)
          #expect(allocated.bufferCount == 4)
          try allocated.shrink(by: 100)
          #expect(allocated.bufferCount == 1)
          try allocated.grow(by: 3)
        } catch {
          #expect(error.errno == .inappropriateIOCTLForDevice)
        }
        var stream = try allocated.start()
        #expect(try stream.outcome() == "frame")
      }
    ),
    (
      "buffers can be prepared before they are queued, with hints that a driver may ignore",
      { subject, role in
        var allocated = try subject.queue(role).allocate(
          BufferAllocation(count: 3, cacheHints: [.noClean, .noInvalidate], isNonCoherent: true))
        try allocated.prepare()
        var stream = try allocated.start()
        for _ in 0..<4 { #expect(try stream.outcome() == "frame") }
      }
    ),
    (
      "frames are read where the driver offers it, and there is no other way until the file is closed",
      { subject, role in
        let device = try subject.open(role)
        let queue = try subject.queue(role, on: device)
        let size = try queue.format().byteCount
        guard device.information.capabilities.contains(.readWrite) else {
          let error = allocationFailure(queue, BufferAllocation(memory: .read))
          #expect(error?.description.contains("does not support read and write") == true)
          return
        }
        var stream = try queue.allocate(BufferAllocation(count: 2, memory: .read)).start()
        var log = FrameLog()
        for _ in 0..<6 {
          let frame = try stream.frame()
          #expect(frame.bytes.byteCount == size)
          #expect(frame.metadata.flags.clock == .unknown && frame.metadata.instant == nil)
          log.record(frame, at: stream.now)
        }
        #expect(log.violations(FrameLog.Terms(memory: .read, bufferCount: 2)) == [])
        // Both held: nowhere to read to.
        let one = try stream.frame()
        let two = try stream.frame()
        #expect(try stream.outcomeIfReady() == "notReady")
        #expect(stream.buffersOnLoan == 2)
        _ = consume one
        _ = consume two
        let allocated = try stream.stop()
        let error = allocationFailure(allocated.release(), BufferAllocation(count: 2))
        #expect(error?.errno == .resourceBusy)
      }
    ),
  ]

  /// A few bytes of a picture, so that all of it was there to be read.
  private static func sample(_ bytes: RawSpan) -> Int {
    var sum = 0
    for place in stride(from: 0, to: bytes.byteCount, by: 1009) {
      sum += unsafe Int(bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self))
    }
    return sum
  }

  /// The first 64 bytes.
  private static func head(_ bytes: RawSpan) -> [UInt8] {
    (0..<64).map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
  }
}

extension ContractSubject {
  /// Memory of a kind for so many buffers of a format.
  package func memory(
    _ type: MemoryType, count: Int, for format: Format
  ) throws -> BufferMemory {
    switch type {
    case .mmap: return .mmap
    case .userptr: return .userptr(.allocated(.ordinary))
    case .read: return .read
    case .dmabuf:
      let heap = try DMAHeap("system", calls: calls)
      var buffers: [[DMABuffer]] = []
      for _ in 0..<count {
        var planes: [DMABuffer] = []
        for plane in format.planes { planes.append(try heap.allocate(size: plane.size)) }
        buffers.append(planes)
      }
      return .dmabuf(buffers)
    }
  }
}

extension DMABuffer {
  /// 64 bytes of the memory from a place on, read as the rules for access have it.
  package func head(from start: Int) throws -> [UInt8] {
    let mapping = try map()
    if let errno = beginAccess(.read) { throw errno }
    defer { endAccess(.read) }
    return (start..<(start + 64)).map { offset in
      unsafe mapping.base.load(fromByteOffset: offset, as: UInt8.self)
    }
  }
}

/// The error of an allocation.
private func allocationFailure(
  _ queue: consuming CaptureQueue, _ allocation: BufferAllocation
) -> V4L2Error? {
  do throws(V4L2Error) {
    _ = try queue.allocate(allocation)
    return nil
  } catch {
    return error
  }
}
