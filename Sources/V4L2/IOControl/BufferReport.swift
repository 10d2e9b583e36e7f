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

extension Node {
  /// QUERYBUF: looks at the shape of a buffer.
  func queryBuffer(
    _ index: Int, type: QueueType, _ look: (BufferReport) -> Void
  ) throws(V4L2Error) {
    if let errno = unsafe exchange(.queryBuffer, index, type, look) {
      throw V4L2Error("VIDIOC_QUERYBUF", node: path, errno)
    }
  }

  /// QBUF: gives a mapped buffer to the driver; nil is success.
  @inline(__always)
  func queueBuffer(_ index: Int, type: QueueType) -> Errno? {
    unsafe exchange(.queueBuffer, index, type) { _ in }
  }

  /// DQBUF: takes a finished buffer from the driver and looks at it; nil is success.
  @inline(__always)
  func dequeueBuffer(type: QueueType, _ look: (BufferReport) -> Void) -> Errno? {
    unsafe exchange(.dequeueBuffer, 0, type, look)
  }

  @inline(__always)
  private func exchange(
    _ request: Request<v4l2_buffer>, _ index: Int, _ type: QueueType,
    _ look: (BufferReport) -> Void
  ) -> Errno? {
    var buffer = unsafe v4l2_buffer()
    unsafe buffer.index = UInt32(truncatingIfNeeded: index)
    unsafe buffer.type = type.rawValue
    unsafe buffer.memory = UInt32(V4L2_MEMORY_MMAP.rawValue)
    guard type.isMultiplanar else {
      if let errno = unsafe attempt(request, &buffer) { return errno }
      unsafe withUnsafePointer(to: &buffer) { unsafe look(BufferReport($0, nil)) }
      return nil
    }
    var planes = InlineArray<8, v4l2_plane>(repeating: v4l2_plane())
    var span = planes.mutableSpan
    return unsafe span.withUnsafeMutableBufferPointer { pointer in
      unsafe buffer.m.planes = pointer.baseAddress
      unsafe buffer.length = UInt32(pointer.count)
      if let errno = unsafe attempt(request, &buffer) { return errno }
      unsafe withUnsafePointer(to: &buffer) {
        unsafe look(BufferReport($0, UnsafePointer(pointer.baseAddress)))
      }
      return nil
    }
  }
}
