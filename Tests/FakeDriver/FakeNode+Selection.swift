internal import CVideoDev2
internal import VideoFormats

// Cropping and composing, by the rules of a device that can do both and scale.
extension FakeNode {
  /// Whether selections apply; an error number where they do not.
  private func refusal(_ selection: v4l2_selection) -> Int32? {
    guard !personality.inputKinds.isEmpty else { return -ENOTTY }
    // The core makes the single-planar type of the multi-planar one.
    guard selection.type == 1 || selection.type == 9 else { return -EINVAL }
    return isCamera ? -ENODATA : nil
  }

  func getSelection(_ selection: inout v4l2_selection) -> Int32 {
    if let refusal = refusal(selection) { return refusal }
    let rectangle: FakeRectangle
    switch Int32(bitPattern: selection.target) {
    case V4L2_SEL_TGT_CROP: rectangle = source.crop
    case V4L2_SEL_TGT_CROP_DEFAULT, V4L2_SEL_TGT_CROP_BOUNDS:
      rectangle = FakeRectangle(width: sourceSize.width, height: sourceSize.height)
    case V4L2_SEL_TGT_COMPOSE: rectangle = source.compose
    case V4L2_SEL_TGT_COMPOSE_DEFAULT:
      rectangle = FakeRectangle(width: format.width, height: format.height)
    case V4L2_SEL_TGT_COMPOSE_BOUNDS:
      rectangle = FakeRectangle(
        width: Self.largestBuffer.width, height: Self.largestBuffer.height)
    default: return -EINVAL
    }
    selection.r = rectangle.kernelRectangle
    return 0
  }

  mutating func setSelection(_ selection: inout v4l2_selection) -> Int32 {
    if let refusal = refusal(selection) { return refusal }
    let target = Int32(bitPattern: selection.target)
    guard target == V4L2_SEL_TGT_CROP || target == V4L2_SEL_TGT_COMPOSE else { return -EINVAL }
    guard var wanted = evened(FakeRectangle(selection.r), flags: selection.flags) else {
      return -ERANGE
    }
    wanted.grow(to: Self.smallestSize)
    let errno = target == V4L2_SEL_TGT_CROP ? crop(&wanted) : compose(&wanted)
    guard errno == 0 else { return errno }
    selection.r = wanted.kernelRectangle
    return 0
  }

  /// Sizes and positions become even, in the direction that the flags allow; nil where none is.
  private func evened(_ rectangle: FakeRectangle, flags: UInt32) -> FakeRectangle? {
    let isAtLeast = flags & UInt32(V4L2_SEL_FLAG_GE) != 0
    let isAtMost = flags & UInt32(V4L2_SEL_FLAG_LE) != 0
    func even(_ length: Int, _ most: Int) -> Int {
      var length = length & 0xffff
      if !isAtMost { length = max(length + 1, 2) }
      if !isAtLeast { length = min(length, most) }
      return length & ~1
    }
    let most = Self.largestSource
    let (width, height) = (even(rectangle.width, most.width), even(rectangle.height, most.height))
    guard width >= 2, height >= 2, width <= most.width, height <= most.height else { return nil }
    if isAtLeast, isAtMost, width != rectangle.width || height != rectangle.height { return nil }
    return FakeRectangle(
      left: min(max(rectangle.left, 0) & 0xfffe, most.width - width),
      top: min(max(rectangle.top, 0) & 0xfffe, most.height - height), width: width, height: height)
  }

  /// Crops; what is composed then stays within what the scaler can do, and the buffer with it.
  private mutating func crop(_ wanted: inout FakeRectangle) -> Int32 {
    let lines = Self.linesOfSource(format.field)
    wanted.fit(into: FakeRectangle(width: sourceSize.width, height: sourceSize.height))
    let (width, height) = (wanted.width, wanted.height / lines)
    let least = (width: width / Self.largestZoom, height: height / Self.largestZoom)
    var buffer = FakeRectangle(width: format.width, height: format.height)
    buffer.grow(to: least)
    if buffer.width != format.width || buffer.height != format.height {
      guard queue.buffers.isEmpty else { return -EBUSY }
      resizeBuffer(buffer)
    }
    source.compose.grow(to: least)
    source.compose.shrink(to: (width * Self.largestZoom, height * Self.largestZoom))
    wanted.top = wanted.top / lines * lines
    wanted.height = height * lines
    source.crop = wanted
    return 0
  }

  private mutating func resizeBuffer(_ buffer: FakeRectangle) {
    var proposal = FormatProposal()
    proposal.pixelFormat = personality.formats[format.entry].pixelFormat.rawValue
    proposal.field = format.field
    (proposal.width, proposal.height) = (buffer.width, buffer.height)
    format = adjusted(proposal)
  }

  /// Composes; what is cropped then stays within what the scaler can do.
  private mutating func compose(_ wanted: inout FakeRectangle) -> Int32 {
    let lines = Self.linesOfSource(format.field)
    wanted.shrink(to: (format.width, format.height))
    let (width, height) = sourceSize
    wanted.shrink(to: (width * Self.largestZoom, height / lines * Self.largestZoom))
    fitCrop(to: wanted, lines: lines)
    wanted.fit(into: FakeRectangle(width: format.width, height: format.height))
    source.compose = wanted
    return 0
  }
}
