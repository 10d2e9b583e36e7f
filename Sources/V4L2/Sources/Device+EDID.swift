internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

extension Device {
  /// The EDID that an input shows to its source, or that an output read from its display.
  ///
  /// Nil where there is none or the input has no such thing. Bytes that are no sound EDID are an error of
  /// the device's; `edidBytes` has them. The corresponding request is `VIDIOC_G_EDID`.
  public func edid(input: Int) throws(V4L2Error) -> EDID? {
    guard let bytes = try edidBytes(input: input) else { return nil }
    do {
      return try EDID(bytes)
    } catch {
      throw V4L2Error(
        "VIDIOC_G_EDID", node: path,
        reason: .unsupported("the EDID of input \(input) is damaged: \(error)"))
    }
  }

  /// The bytes of an EDID as the device has them, unchecked; nil where there is none.
  ///
  /// The corresponding request is `VIDIOC_G_EDID`.
  public func edidBytes(input: Int) throws(V4L2Error) -> [UInt8]? {
    // With a count of zero the driver tells how many blocks there are, or answers ENODATA for none.
    var nothing: [UInt8] = []
    var count = 0
    switch unsafe exchange(.edid, input, &nothing, blocks: &count) {
    case nil: break
    case .invalidArgument?, .noData?, .inappropriateIOCTLForDevice?: return nil
    case let errno?: throw V4L2Error("VIDIOC_G_EDID", node: path, errno)
    }
    guard count > 0 else { return nil }
    count = min(count, EDID.largestBlockCount)
    var bytes = [UInt8](repeating: 0, count: count * EDID.blockSize)
    switch unsafe exchange(.edid, input, &bytes, blocks: &count) {
    case nil: return Array(bytes.prefix(count * EDID.blockSize))
    // It was taken away in between.
    case .noData?: return nil
    case let errno?: throw V4L2Error("VIDIOC_G_EDID", node: path, errno)
    }
  }

  /// Gives an input the EDID it shows to its source from now on, which then may send something else.
  ///
  /// Refused with `E2BIG` where the device has no room for so many blocks, with `EINVAL` where the input
  /// has no EDID, with `EBUSY` while buffers exist. The corresponding request is `VIDIOC_S_EDID`.
  public func setEDID(_ edid: EDID, input: Int) throws(V4L2Error) {
    var bytes = edid.bytes
    var count = edid.blockCount
    if let errno = unsafe exchange(.setEDID, input, &bytes, blocks: &count) {
      throw V4L2Error("VIDIOC_S_EDID", node: path, errno)
    }
  }

  /// Takes an input's EDID away, upon which a source sees nothing connected and sends nothing.
  ///
  /// The corresponding request is `VIDIOC_S_EDID` with a count of zero.
  public func clearEDID(input: Int) throws(V4L2Error) {
    var nothing: [UInt8] = []
    var count = 0
    if let errno = unsafe exchange(.setEDID, input, &nothing, blocks: &count) {
      throw V4L2Error("VIDIOC_S_EDID", node: path, errno)
    }
  }

  /// Issues a request that points to memory, which is the array's for as long as the call lasts.
  private func exchange(
    _ request: Request<v4l2_edid>, _ input: Int, _ bytes: inout [UInt8], blocks: inout Int
  ) -> Errno? {
    guard let pad = UInt32(exactly: input) else { return .invalidArgument }
    return unsafe bytes.withUnsafeMutableBufferPointer { memory in
      var argument = unsafe v4l2_edid()
      unsafe argument.pad = pad
      unsafe argument.blocks = UInt32(clamping: blocks)
      unsafe argument.edid = memory.baseAddress
      let errno = unsafe node.attempt(request, &argument)
      blocks = unsafe Int(argument.blocks)
      return errno
    }
  }
}
