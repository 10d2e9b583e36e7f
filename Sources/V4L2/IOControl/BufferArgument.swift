internal import CVideoDev2
internal import SystemPackage
internal import VideoFormats

/// What the kernel says of one buffer when it is queried or dequeued.
///
/// `v4l2_buffer` carries a pointer to its planes in the multi-planar API and is unsafe at every touch;
/// it appears in this file alone.
struct BufferReport {
  /// One memory plane of the buffer.
  struct Plane {
    /// Bytes of the plane's memory.
    var length: UInt32
    /// Offset to map it at.
    var mapOffset: UInt32
    /// Bytes the driver filled, `dataOffset` included.
    var bytesUsed: UInt32
    /// Bytes before the picture, as some drivers put a header there.
    var dataOffset: UInt32
  }

  var index: Int
  var flags: UInt32
  var field: Field
  var sequence: UInt32
  var timestamp: Int64
  var planeCount: Int
  var planes: InlineArray<8, Plane>
}

extension Node {
  /// QUERYBUF: the shape of a buffer.
  func queryBuffer(_ index: Int, type: QueueType) throws(V4L2Error) -> BufferReport {
    switch unsafe exchange(.queryBuffer, index, type) {
    case .success(let report): return report
    case .failure(let errno): throw V4L2Error("VIDIOC_QUERYBUF", node: path, errno)
    }
  }

  /// QBUF: gives a mapped buffer to the driver; nil is success.
  func queueBuffer(_ index: Int, type: QueueType) -> Errno? {
    switch unsafe exchange(.queueBuffer, index, type) {
    case .success: nil
    case .failure(let errno): errno
    }
  }

  /// DQBUF: takes a finished buffer from the driver.
  func dequeueBuffer(type: QueueType) -> Result<BufferReport, Errno> {
    unsafe exchange(.dequeueBuffer, 0, type)
  }

  private func exchange(
    _ request: Request<v4l2_buffer>, _ index: Int, _ type: QueueType
  ) -> Result<BufferReport, Errno> {
    var buffer = unsafe v4l2_buffer()
    unsafe buffer.index = UInt32(index)
    unsafe buffer.type = type.rawValue
    unsafe buffer.memory = UInt32(V4L2_MEMORY_MMAP.rawValue)
    guard type.isMultiplanar else {
      if let errno = unsafe attempt(request, &buffer) { return .failure(errno) }
      var report = unsafe BufferReport(buffer, planeCount: 1)
      report.planes[0] = unsafe BufferReport.Plane(
        length: buffer.length, mapOffset: buffer.m.offset, bytesUsed: buffer.bytesused,
        dataOffset: 0)
      return .success(report)
    }
    var planes = InlineArray<8, v4l2_plane>(repeating: v4l2_plane())
    var span = planes.mutableSpan
    let errno: Errno? = unsafe span.withUnsafeMutableBufferPointer { pointer in
      unsafe buffer.m.planes = pointer.baseAddress
      unsafe buffer.length = UInt32(pointer.count)
      return unsafe attempt(request, &buffer)
    }
    if let errno { return .failure(errno) }
    let count = min(unsafe Int(buffer.length), planes.count)
    var report = unsafe BufferReport(buffer, planeCount: count)
    for plane in 0..<count {
      report.planes[plane] = unsafe BufferReport.Plane(
        length: planes[plane].length, mapOffset: planes[plane].m.mem_offset,
        bytesUsed: planes[plane].bytesused, dataOffset: planes[plane].data_offset)
    }
    return .success(report)
  }
}

extension BufferReport {
  fileprivate init(_ buffer: v4l2_buffer, planeCount: Int) {
    unsafe self.init(
      index: Int(buffer.index), flags: buffer.flags, field: Field(rawValue: buffer.field),
      sequence: buffer.sequence,
      timestamp: Int64(buffer.timestamp.tv_sec) * 1_000_000_000
        + Int64(buffer.timestamp.tv_usec) * 1000,
      planeCount: planeCount,
      planes: InlineArray(
        repeating: Plane(length: 0, mapOffset: 0, bytesUsed: 0, dataOffset: 0)))
  }
}
