internal import CVideoDev2
internal import DMABuf
internal import SystemIO
internal import Synchronization
internal import SystemPackage
internal import VideoFormats

// Memory that is shared with other devices.
extension BufferPool {
  /// A descriptor of a plane's memory. Each call makes one.
  ///
  /// Only while the buffers are the queue's: afterwards the number is another buffer's, or nobody's.
  func export(_ index: Int, plane: Int) throws(V4L2Error) -> DMABuffer {
    try export(index, plane: plane, mode: O_RDWR)
  }

  private func export(_ index: Int, plane: Int, mode: Int32) throws(V4L2Error) -> DMABuffer {
    guard !state.withLock({ $0.isRetired }) else {
      throw V4L2Error(
        "VIDIOC_EXPBUF", node: node.path,
        reason: .unsupported("the queue that the frame came from has been released"))
    }
    var request = v4l2_exportbuffer()
    request.type = type.rawValue
    request.index = UInt32(clamping: index)
    request.plane = UInt32(clamping: plane)
    request.flags = UInt32(mode | O_CLOEXEC)
    try node.perform(.exportBuffer, &request)
    let size = unsafe loans[index].pointee.memory[plane].length
    return DMABuffer(owning: request.fd, size: size, calls: node.calls)
  }

  /// New descriptors by which the driver's own memory can be mapped to be read, and not to be written.
  func sharedForReading(_ index: Int) throws(V4L2Error) -> [DMABuffer] {
    guard memory == .mmap else { return try shared(index) }
    var planes: [DMABuffer] = []
    for plane in 0..<(unsafe loans[index].pointee.planeCount) {
      planes.append(try export(index, plane: plane, mode: O_RDONLY))
    }
    return planes
  }

  /// The planes of every buffer by descriptor.
  func exportAll() throws(V4L2Error) -> [[DMABuffer]] {
    var all: [[DMABuffer]] = []
    for index in 0..<loans.count where unsafe loans[index].pointee.place != .absent {
      all.append(try shared(index))
    }
    return all
  }

  /// The planes of a buffer by descriptor, made once for as long as the pool lives.
  func shared(_ index: Int) throws(V4L2Error) -> [DMABuffer] {
    let known = state.withLock { state in
      guard state.backings.indices.contains(index) else { return [DMABuffer]() }
      let backing = state.backings[index]
      return backing.buffers.isEmpty ? backing.exports : backing.buffers
    }
    guard known.isEmpty else { return known }
    var made: [DMABuffer] = []
    for plane in 0..<(unsafe loans[index].pointee.planeCount) {
      made.append(try export(index, plane: plane))
    }
    let all = made
    state.withLock { state in
      if state.backings.indices.contains(index) { state.backings[index].exports = all }
    }
    return made
  }

  /// Announces that the processor is about to touch an imported buffer, once for each loan.
  ///
  /// A buffer of the driver's own needs none of it: videobuf2 does the maintenance as it is dequeued.
  func beginAccess(_ index: Int, _ access: DMABuffer.Access) {
    guard memory == .dmabuf else { return }
    unsafe loans[index].pointee.beginAccess(access, node.calls)
  }

  /// Announces that the processor is done with it.
  func endAccess(_ index: Int) { unsafe loans[index].pointee.endAccess(node.calls) }

  /// Whether a buffer has the memory of a frame's already, as it was handed on before.
  func hasMemory(of edition: UInt64, _ index: Int) -> Bool {
    state.withLock { _ in
      unsafe loans[index].pointee.place == .idle && loans[index].pointee.lender == edition
    }
  }

  /// Whether a frame's memory is this buffer's own, which another queue imported and filled; it is then the frame's.
  func lends(_ memory: [DMABuffer], to edition: UInt64, _ index: Int) -> Bool {
    state.withLock { state in
      guard unsafe loans[index].pointee.place == .idle,
        let own = state.backings[index].exports.first, own === memory.first
      else { return false }
      unsafe loans[index].pointee.lender = edition
      return true
    }
  }

  /// Puts a frame's memory in the place of a buffer's, where the driver does not have it.
  func adopt(_ buffers: [DMABuffer], of edition: UInt64, _ index: Int) -> Bool {
    state.withLock { state in
      guard unsafe loans[index].pointee.place == .idle else { return false }
      state.backings[index] = BufferBacking.importing(
        buffers, into: &(unsafe loans[index].pointee))
      unsafe loans[index].pointee.lender = edition
      return true
    }
  }
}
