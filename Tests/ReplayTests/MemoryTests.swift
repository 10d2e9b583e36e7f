import Glibc
import Synchronization
import SystemIO
import Testing

@testable import Replay

/// Structures with pointers and descriptors, which differ from run to run and must be told the same.
@Suite struct MemoryTests {
  private static let (queue, dequeue): (UInt, UInt) = (0xc058_560f, 0xc058_5611)

  private func record(
    _ kernel: ScriptedKernel, _ run: (any SystemCalls) -> [UInt8]
  ) throws -> ([UInt8], Replaying, TemporaryRecording) {
    let file = TemporaryRecording()
    let recording = try Recording(kernel, path: file.path, frames: true, facts: [])
    let bytes = run(recording)
    #expect(recording.finish().failure == nil)
    #expect(kernel.openDescriptors.withLock { $0.isEmpty })
    return (bytes, try Replaying(RecordingFile(file.path)), file)
  }

  @Test func `frames in the program's own memory come back there`() throws {
    let kernel = ScriptedKernel { request, argument in
      guard request == Self.dequeue else { return 0 }
      // The kernel fills the memory that was queued, and says where that is.
      return fillQueued(argument)
    }
    func run(_ calls: any SystemCalls) -> [UInt8] {
      let descriptor = calls.open("/dev/video0", flags: O_RDWR)
      defer { _ = calls.close(descriptor) }
      let memory = Argument(4096)
      let buffer = Argument(88)
      (buffer[4], buffer[60], buffer[72]) = (1, 2, 4096)
      buffer.point(at: memory, 64)
      Queued.address.withLock { $0 = memory.address }
      #expect(unsafe calls.ioctl(descriptor, Self.queue, buffer.base) == 0)
      let answer = Argument(88)
      (answer[4], answer[60]) = (1, 2)
      #expect(unsafe calls.ioctl(descriptor, Self.dequeue, answer.base) == 0)
      #expect(answer[8] == 1000)
      #expect(answer.pointer(64) == memory.address)
      return memory.bytes
    }
    let (recorded, replay, file) = try record(kernel, run)
    #expect(recorded.prefix(1000).allSatisfy { $0 == 0x77 })
    #expect(run(replay) == recorded)
    #expect(replay.deviation == nil)
    _ = file
  }

  @Test func `what lies in the holes of structures is no deviation`() throws {
    let kernel = ScriptedKernel { _, _ in 0 }
    func run(_ calls: any SystemCalls, _ garbage: UInt32) -> [UInt8] {
      let descriptor = calls.open("/dev/video0", flags: O_RDWR)
      defer { _ = calls.close(descriptor) }
      // A format, buffers to be made, a buffer, controls and a standard.
      let cases: [(request: UInt, size: Int, holes: [Int])] = [
        (0xc0d0_5605, 208, [4]), (0xc100_565c, 256, [12, 20]), (Self.queue, 88, [20, 84]),
        (0xc020_5648, 32, [20]), (0xc048_5619, 72, [4]),
      ]
      for (request, size, holes) in cases {
        let argument = Argument(size)
        for hole in holes { argument[hole] = garbage }
        #expect(unsafe calls.ioctl(descriptor, request, argument.base) == 0)
      }
      return []
    }
    let (_, replay, file) = try record(kernel) { run($0, 0x7f91) }
    _ = run(replay, 0xffff_ffff)
    #expect(replay.deviation == nil, "\(String(describing: replay.deviation))")
    _ = file
  }

  @Test(arguments: [true, false])
  func `what is put out is the program's own, recorded or replayed`(_ withFrames: Bool) throws {
    let kernel = ScriptedKernel { request, argument in
      guard request == Self.dequeue else { return 0 }
      // An output queue gives the buffer back as it got it.
      store(4096, argument, 8)
      store(4096, argument, 72)
      let address = Queued.address.withLock { $0 }
      unsafe UnsafeMutableRawPointer(bitPattern: argument)?.storeBytes(
        of: address, toByteOffset: 64, as: UInt.self)
      return 0
    }
    func run(_ calls: any SystemCalls, _ content: UInt8) -> [UInt8] {
      let descriptor = calls.open("/dev/video1", flags: O_RDWR)
      defer { _ = calls.close(descriptor) }
      let memory = Argument(4096)
      let buffer = Argument(88)
      (buffer[4], buffer[8], buffer[60], buffer[72]) = (2, 4096, 2, 4096)
      memory[0] = UInt32(content)
      buffer.point(at: memory, 64)
      Queued.address.withLock { $0 = memory.address }
      #expect(unsafe calls.ioctl(descriptor, Self.queue, buffer.base) == 0)
      let answer = Argument(88)
      (answer[4], answer[60]) = (2, 2)
      #expect(unsafe calls.ioctl(descriptor, Self.dequeue, answer.base) == 0)
      #expect(answer.pointer(64) == memory.address)
      return memory.bytes
    }
    let file = TemporaryRecording()
    let recording = try Recording(kernel, path: file.path, frames: withFrames, facts: [])
    #expect(run(recording, 5).first == 5)
    #expect(recording.finish().failure == nil)
    let stored = try RecordingFile(file.path)
    #expect(stored.calls.allSatisfy { $0.planes.isEmpty })
    let replay = try Replaying(stored)
    #expect(run(replay, 6).first == 6)
    #expect(replay.deviation == nil && replay.framesWithoutBytes == 0)
  }

  @Test func `exported buffers are descriptors of the replay's own, with their frames`() throws {
    let exported = Mutex<Int32>(-1)
    let holder = Mutex<ScriptedKernel?>(nil)
    let kernel = ScriptedKernel { request, argument in
      switch request {
      case 0xc040_5610:
        let descriptor = holder.withLock { $0?.makeDescriptor() ?? -1 }
        exported.withLock { $0 = descriptor }
        store(UInt32(bitPattern: descriptor), argument, 16)
      case Self.dequeue:
        store(500, argument, 8)
        store(UInt32(bitPattern: exported.withLock { $0 }), argument, 64)
      default: break
      }
      return 0
    }
    holder.withLock { $0 = kernel }
    func run(_ calls: any SystemCalls) -> [UInt8] {
      let descriptor = calls.open("/dev/video0", flags: O_RDWR)
      defer { _ = calls.close(descriptor) }
      let export = Argument(64)
      export[0] = 1
      #expect(unsafe calls.ioctl(descriptor, 0xc040_5610, export.base) == 0)
      let buffer = Int32(bitPattern: export[16])
      // A real descriptor, so that it can be no other file's.
      #expect(fcntl(buffer, F_GETFD) >= 0)
      var error: Int32 = 0
      guard
        let memory = unsafe calls.mmap(
          length: 4096, protection: PROT_READ, descriptor: buffer, offset: 0, error: &error)
      else { return [] }
      let queued = Argument(88)
      (queued[4], queued[60], queued[64]) = (1, 4, export[16])
      #expect(unsafe calls.ioctl(descriptor, Self.queue, queued.base) == 0)
      let answer = Argument(88)
      (answer[4], answer[60]) = (1, 4)
      #expect(unsafe calls.ioctl(descriptor, Self.dequeue, answer.base) == 0)
      #expect(answer[64] == export[16], "the same descriptor comes back")
      let bytes = unsafe Array(UnsafeRawBufferPointer(start: memory, count: 500))
      #expect(unsafe calls.munmap(memory, length: 4096) == 0)
      #expect(calls.close(buffer) == 0)
      return bytes
    }
    let (recorded, replay, file) = try record(kernel, run)
    #expect(recorded.allSatisfy { $0 == 0x5a })
    // Other numbers than in the recording.
    let busy = (0..<5).map { _ in dup(0) }
    #expect(run(replay) == recorded)
    for descriptor in busy { close(descriptor) }
    #expect(replay.deviation == nil)
    holder.withLock { $0 = nil }
    _ = file
  }

  @Test func `payloads of extended controls come back, and other ones deviate`() throws {
    let kernel = ScriptedKernel { request, argument in
      let payload = load(UInt(load(argument, 24)), 12)
      if request == 0xc020_5647 { store(0x6f6c_6c65, UInt(payload), 0) }
      return 0
    }
    func run(_ calls: any SystemCalls, _ text: UInt32 = 7) -> [UInt8] {
      let descriptor = calls.open("/dev/video0", flags: O_RDWR)
      defer { _ = calls.close(descriptor) }
      let (controls, list, payload) = (Argument(32), Argument(20), Argument(8))
      (controls[4], list[0], list[4]) = (1, 0x0098_f900, 8)
      controls.point(at: list, 24)
      list.point(at: payload, 12)
      _ = unsafe calls.ioctl(descriptor, 0xc020_5647, controls.base)
      #expect(list.pointer(12) == payload.address)
      payload[4] = text
      _ = unsafe calls.ioctl(descriptor, 0xc020_5648, controls.base)
      return payload.bytes
    }
    let (recorded, replay, file) = try record(kernel) { run($0) }
    #expect(recorded.prefix(4).elementsEqual([0x65, 0x6c, 0x6c, 0x6f]))
    #expect(run(replay) == recorded)
    #expect(replay.deviation == nil)
    let other = try Replaying(RecordingFile(file.path))
    _ = run(other, 8)
    #expect(other.deviation?.came.contains("VIDIOC_S_EXT_CTRLS") == true)
  }

  @Test func `what is read comes back, or as much of it as was recorded`() throws {
    let kernel = ScriptedKernel { _, _ in 0 }
    func run(_ calls: any SystemCalls) -> [UInt8] {
      let descriptor = calls.open("/dev/vbi0", flags: O_RDONLY)
      defer { _ = calls.close(descriptor) }
      let (small, large) = (Argument(64), Argument(300_000))
      #expect(unsafe calls.read(descriptor, small.base, count: 64) == 64)
      #expect(unsafe calls.read(descriptor, large.base, count: 300_000) == 300_000)
      return small.bytes + large.bytes
    }
    let (recorded, replay, file) = try record(kernel, run)
    #expect(run(replay) == recorded)
    #expect(replay.framesWithoutBytes == 0)
    let short = try Recording(kernel, path: file.path, frames: false, facts: [])
    _ = run(short)
    _ = short.finish()
    let empty = try Replaying(RecordingFile(file.path))
    #expect(run(empty).allSatisfy { $0 == 0 })
    #expect(empty.framesWithoutBytes == 2)
  }
}

/// Where the kernel of a test finds memory that was queued.
private enum Queued {
  static let address = Mutex<UInt>(0)
}

private func fillQueued(_ argument: UInt) -> Int32 {
  let address = Queued.address.withLock { $0 }
  if let memory = unsafe UnsafeMutableRawPointer(bitPattern: address) {
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0x77, count: 1000)
  }
  store(1000, argument, 8)
  store(4096, argument, 72)
  unsafe UnsafeMutableRawPointer(bitPattern: argument)?.storeBytes(
    of: address, toByteOffset: 64, as: UInt.self)
  return 0
}
