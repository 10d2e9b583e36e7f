internal import CVideoDev2
internal import SystemPackage
internal import VideoFormats

/// What the kernel says of one buffer when it is queried, queued or dequeued: a view of its structures.
///
/// `v4l2_buffer` carries a pointer to its planes in the multi-planar API and is unsafe at every touch;
/// it appears in this file alone. A view is valid only inside the closure it is given to.
@safe struct BufferReport {
  /// One memory plane of the buffer.
  struct Plane {
    /// Bytes of the plane's memory.
    var length: Int
    /// Offset to map it at.
    var mapOffset: Int
    /// Bytes the driver filled, `dataOffset` included.
    var bytesUsed: Int
    /// Bytes before the picture, as some drivers put a header there.
    var dataOffset: Int
  }

  private let buffer: UnsafePointer<v4l2_buffer>
  /// Nil in the single-planar API, which has the one plane in the buffer itself.
  private let planes: UnsafePointer<v4l2_plane>?

  fileprivate init(_ buffer: UnsafePointer<v4l2_buffer>, _ planes: UnsafePointer<v4l2_plane>?) {
    unsafe self.buffer = buffer
    unsafe self.planes = planes
  }

  var index: Int { unsafe Int(buffer.pointee.index) }
  var flags: UInt32 { unsafe buffer.pointee.flags }
  var field: Field { unsafe Field(rawValue: buffer.pointee.field) }
  var sequence: UInt32 { unsafe buffer.pointee.sequence }
  /// Nanoseconds of whatever clock the flags name.
  var timestamp: Int64 {
    let time = unsafe buffer.pointee.timestamp
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_usec) &* 1000
  }

  var planeCount: Int {
    unsafe planes == nil ? 1 : min(Int(buffer.pointee.length), Int(VIDEO_MAX_PLANES))
  }

  func plane(_ index: Int) -> Plane {
    guard let planes = unsafe planes else {
      return unsafe Plane(
        length: Int(buffer.pointee.length), mapOffset: Int(buffer.pointee.m.offset),
        bytesUsed: Int(buffer.pointee.bytesused), dataOffset: 0)
    }
    return unsafe Plane(
      length: Int(planes[index].length), mapOffset: Int(planes[index].m.mem_offset),
      bytesUsed: Int(planes[index].bytesused), dataOffset: Int(planes[index].data_offset))
  }
}

/// What the program says of a buffer it gives to the driver: the same structures, to be written to.
///
/// Valid only inside the closure it is given to.
@safe struct BufferDraft {
  private let buffer: UnsafeMutablePointer<v4l2_buffer>
  private let planes: UnsafeMutablePointer<v4l2_plane>?

  fileprivate init(
    _ buffer: UnsafeMutablePointer<v4l2_buffer>, _ planes: UnsafeMutablePointer<v4l2_plane>?
  ) {
    unsafe self.buffer = buffer
    unsafe self.planes = planes
  }

  /// Bits of `V4L2_BUF_FLAG_*`.
  func setFlags(_ flags: UInt32) { unsafe buffer.pointee.flags = flags }

  func setField(_ field: Field) { unsafe buffer.pointee.field = field.rawValue }

  /// Nanoseconds, of which the kernel's structure keeps the microseconds.
  func setTimestamp(_ nanoseconds: Int64) {
    unsafe buffer.pointee.timestamp = timeval(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_usec: Int(nanoseconds % 1_000_000_000 / 1000))
  }

  /// Puts the buffer into a media request.
  func setRequest(_ descriptor: Int32) {
    unsafe buffer.pointee.flags |= UInt32(V4L2_BUF_FLAG_REQUEST_FD)
    unsafe buffer.pointee.request_fd = descriptor
  }

  /// The planes that follow are the first `count`.
  func setPlaneCount(_ count: Int) {
    if unsafe planes != nil { unsafe buffer.pointee.length = UInt32(count) }
  }

  /// The program's own memory.
  func setMemory(_ plane: Int, address: UInt, length: Int) {
    guard let planes = unsafe planes else {
      unsafe buffer.pointee.m.userptr = address
      unsafe buffer.pointee.length = UInt32(clamping: length)
      return
    }
    unsafe planes[plane].m.userptr = address
    unsafe planes[plane].length = UInt32(clamping: length)
  }

  /// Memory behind a descriptor.
  func setDescriptor(_ plane: Int, _ descriptor: Int32, length: Int) {
    guard let planes = unsafe planes else {
      unsafe buffer.pointee.m.fd = descriptor
      unsafe buffer.pointee.length = UInt32(clamping: length)
      return
    }
    unsafe planes[plane].m.fd = descriptor
    unsafe planes[plane].length = UInt32(clamping: length)
  }

  /// What of a plane is to be put out: `bytesUsed` from the plane's start, `dataOffset` of them to skip.
  func setPayload(_ plane: Int, bytesUsed: Int, dataOffset: Int) {
    guard let planes = unsafe planes else {
      unsafe buffer.pointee.bytesused = UInt32(clamping: bytesUsed)
      return
    }
    unsafe planes[plane].bytesused = UInt32(clamping: bytesUsed)
    unsafe planes[plane].data_offset = UInt32(clamping: dataOffset)
  }
}

/// Which buffer of which queue a request is about.
struct BufferAddress {
  var index: Int
  var type: QueueType
  /// The kernel's number of the memory. The corresponding C type is `enum v4l2_memory`.
  var memory: UInt32
}

extension Node {
  /// QUERYBUF: looks at the shape of a buffer.
  func queryBuffer(
    _ address: BufferAddress, _ look: (BufferReport) -> Void
  ) throws(V4L2Error) {
    if let errno = unsafe exchange(.queryBuffer, address, { _ in }, look) {
      throw V4L2Error("VIDIOC_QUERYBUF", node: path, errno)
    }
  }

  /// QBUF: gives a buffer to the driver; nil is success.
  @inline(__always)
  func queueBuffer(_ address: BufferAddress, _ draft: (BufferDraft) -> Void) -> Errno? {
    unsafe exchange(.queueBuffer, address, draft) { _ in }
  }

  /// PREPARE_BUF: lets the driver do for a buffer what it would do at QBUF; nil is success.
  func prepareBuffer(_ address: BufferAddress, _ draft: (BufferDraft) -> Void) -> Errno? {
    unsafe exchange(.prepareBuffer, address, draft) { _ in }
  }

  /// DQBUF: takes a finished buffer from the driver and looks at it; nil is success.
  @inline(__always)
  func dequeueBuffer(
    type: QueueType, memory: UInt32, _ look: (BufferReport) -> Void
  ) -> Errno? {
    unsafe exchange(
      .dequeueBuffer, BufferAddress(index: 0, type: type, memory: memory), { _ in }, look)
  }

  @inline(__always)
  private func exchange(
    _ request: Request<v4l2_buffer>, _ address: BufferAddress, _ draft: (BufferDraft) -> Void,
    _ look: (BufferReport) -> Void
  ) -> Errno? {
    var buffer = unsafe v4l2_buffer()
    unsafe buffer.index = UInt32(truncatingIfNeeded: address.index)
    unsafe buffer.type = address.type.rawValue
    unsafe buffer.memory = address.memory
    guard address.type.isMultiplanar else {
      unsafe withUnsafeMutablePointer(to: &buffer) { unsafe draft(BufferDraft($0, nil)) }
      if let errno = unsafe attempt(request, &buffer) { return errno }
      unsafe withUnsafePointer(to: &buffer) { unsafe look(BufferReport($0, nil)) }
      return nil
    }
    var planes = InlineArray<8, v4l2_plane>(repeating: v4l2_plane())
    var span = planes.mutableSpan
    return unsafe span.withUnsafeMutableBufferPointer { pointer in
      unsafe buffer.m.planes = pointer.baseAddress
      unsafe buffer.length = UInt32(pointer.count)
      unsafe withUnsafeMutablePointer(to: &buffer) {
        unsafe draft(BufferDraft($0, pointer.baseAddress))
      }
      if let errno = unsafe attempt(request, &buffer) { return errno }
      unsafe withUnsafePointer(to: &buffer) {
        unsafe look(BufferReport($0, UnsafePointer(pointer.baseAddress)))
      }
      return nil
    }
  }
}
