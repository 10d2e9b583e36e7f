internal import CVideoDev2
internal import VideoFormats

/// What a caller proposes, whichever of the kernel's two structures it came in.
struct FormatProposal {
  var pixelFormat: UInt32 = 0
  var width = 0
  var height = 0
  var field: UInt32 = 0
  var bytesPerLine: [Int] = []
  /// Colours to convert to, where the caller set the flag that asks for it.
  var colors: (space: UInt32, transfer: UInt32, encoding: UInt32, quantization: UInt32)?
}

extension Interval {
  var fraction: v4l2_fract { v4l2_fract(numerator: numerator, denominator: denominator) }
}

// Enumeration and negotiation of formats.
extension FakeNode {
  func enumerateFormats(_ description: inout v4l2_fmtdesc) -> Int32 {
    let index = description.index
    guard description.type == personality.queueType, index < personality.formats.count,
      !personality.enumeratesNothing
    else { return -EINVAL }
    let entry = personality.formats[Int(index)]
    description = v4l2_fmtdesc()
    description.index = index
    description.type = personality.queueType
    description.pixelformat = entry.pixelFormat.rawValue
    description.flags = entry.flags.rawValue
    copy(entry.description, into: &description.description)
    return 0
  }

  private func entry(_ pixelFormat: UInt32) -> Int? {
    personality.formats.firstIndex { $0.pixelFormat.rawValue == pixelFormat }
  }

  func enumerateSizes(_ size: inout v4l2_frmsizeenum) -> Int32 {
    guard let entry = entry(size.pixel_format) else { return -EINVAL }
    let sizes = isCamera ? personality.formats[entry].sizes : [Self.scaledSizes]
    guard size.index < sizes.count else { return -EINVAL }
    switch sizes[Int(size.index)] {
    case .discrete(let only):
      size.type = UInt32(V4L2_FRMSIZE_TYPE_DISCRETE.rawValue)
      size.discrete = v4l2_frmsize_discrete(
        width: UInt32(only.width), height: UInt32(only.height))
    case .stepwise(let min, let max, let step):
      size.type = UInt32(V4L2_FRMSIZE_TYPE_STEPWISE.rawValue)
      size.stepwise = range(min, max, step)
    case .continuous(let min, let max):
      size.type = UInt32(V4L2_FRMSIZE_TYPE_CONTINUOUS.rawValue)
      size.stepwise = range(min, max, Size(width: 1, height: 1))
    }
    return 0
  }

  /// What a scaler makes of any signal.
  private static let scaledSizes = FrameSize.stepwise(
    min: Size(width: smallestSize.width, height: smallestSize.height),
    max: Size(width: largestBuffer.width, height: largestBuffer.height),
    step: Size(width: 2, height: 2))

  private func range(_ min: Size, _ max: Size, _ step: Size) -> v4l2_frmsize_stepwise {
    v4l2_frmsize_stepwise(
      min_width: UInt32(min.width), max_width: UInt32(max.width), step_width: UInt32(step.width),
      min_height: UInt32(min.height), max_height: UInt32(max.height),
      step_height: UInt32(step.height))
  }

  func enumerateIntervals(_ interval: inout v4l2_frmivalenum) -> Int32 {
    guard let entry = entry(interval.pixel_format) else { return -EINVAL }
    let format = personality.formats[entry]
    let size = Size(width: Int(interval.width), height: Int(interval.height))
    guard isCamera else {
      guard interval.index == 0, scaledSize(size, field: self.format.field) == size else {
        return -EINVAL
      }
      interval.type = UInt32(V4L2_FRMIVAL_TYPE_DISCRETE.rawValue)
      interval.discrete = self.interval
      return 0
    }
    guard interval.index < format.intervals.count,
      format.sizes.contains(where: { $0.contains(size) })
    else { return -EINVAL }
    switch format.intervals[Int(interval.index)] {
    case .discrete(let only):
      interval.type = UInt32(V4L2_FRMIVAL_TYPE_DISCRETE.rawValue)
      interval.discrete = only.fraction
    case .stepwise(let min, let max, let step):
      interval.type = UInt32(V4L2_FRMIVAL_TYPE_STEPWISE.rawValue)
      interval.stepwise = v4l2_frmival_stepwise(
        min: min.fraction, max: max.fraction, step: step.fraction)
    case .continuous(let min, let max):
      interval.type = UInt32(V4L2_FRMIVAL_TYPE_CONTINUOUS.rawValue)
      interval.stepwise = v4l2_frmival_stepwise(
        min: min.fraction, max: max.fraction, step: v4l2_fract(numerator: 1, denominator: 1))
    }
    return 0
  }

  func getFormat(_ argument: inout v4l2_format) -> Int32 {
    if let data = personality.data {
      return unsafe negotiateData(&argument, data, isQuestion: true) == nil ? -EINVAL : 0
    }
    guard unsafe argument.type == personality.queueType, !personality.formats.isEmpty else {
      return -EINVAL
    }
    unsafe write(format, to: &argument)
    return 0
  }

  /// Fills in what the driver would make of a proposal; nil when the type is not the node's.
  func negotiate(_ argument: inout v4l2_format) -> CurrentFormat? {
    if let data = personality.data {
      guard let entry = unsafe negotiateData(&argument, data, isQuestion: false) else { return nil }
      var granted = format
      granted.entry = entry
      return granted
    }
    guard unsafe argument.type == personality.queueType, !personality.formats.isEmpty else {
      return nil
    }
    let proposal = unsafe proposal(argument)
    if personality.refusesUnknownFormats, entry(proposal.pixelFormat) == nil {
      return nil
    }
    let granted = adjusted(proposal)
    unsafe write(granted, to: &argument)
    return granted
  }

  mutating func setFormat(_ argument: inout v4l2_format) -> Int32 {
    guard unsafe argument.type == personality.queueType else { return -EINVAL }
    if let errno = personality.setFormatErrno { return -errno }
    if personality.setFormatDiffers {
      var proposal = unsafe proposal(argument)
      (proposal.width, proposal.height) = (1, 1)
      unsafe write(adjusted(proposal), to: &argument)
    }
    guard let granted = unsafe negotiate(&argument) else { return -EINVAL }
    guard queue.count == 0 else { return -EBUSY }
    format = granted
    if let data = personality.data, [.slicedVBI, .slicedVBIOutput].contains(data) {
      unsafe keepSlicedLines(argument)
    }
    fitRectangles(to: granted)
    return 0
  }

  /// The nearest thing on offer, by vivid's rules: the first format for an unknown one, the nearest size.
  func adjusted(_ proposal: FormatProposal) -> CurrentFormat {
    guard !personality.formats.isEmpty else { return format }
    // Colours stay as they are unless the proposal asks for a conversion.
    var result = format
    (result.bytesPerLine, result.planeSizes) = ([], [])
    let asked = PixelFormat(rawValue: proposal.pixelFormat)
    let pixelFormat = personality.tryFormatSubstitutes[asked] ?? asked
    result.entry = entry(pixelFormat.rawValue) ?? 0
    result.field = personality.forcedField?.rawValue ?? grantedField(proposal.field)
    let entry = personality.formats[result.entry]
    let wanted = Size(width: proposal.width, height: proposal.height)
    let size = isCamera ? nearest(entry, wanted) : scaledSize(wanted, field: result.field)
    (result.width, result.height) = (size.width, size.height)
    for (index, shape) in entry.planes.enumerated() {
      var line = result.width * shape.bitsPerPixel / 8
      if index < proposal.bytesPerLine.count, !entry.flags.contains(.compressed) {
        line = max(line, min(proposal.bytesPerLine[index], 1 << 16))
      }
      let alignment = max(1, personality.strideAlignment)
      line = (line + alignment - 1) / alignment * alignment
      result.planeSizes.append(
        line * result.height * shape.numerator / shape.denominator + shape.dataOffset)
      result.bytesPerLine.append(entry.flags.contains(.compressed) ? 0 : line)
    }
    // Without a colour space the kernel forgets the other three, and a zero asks for nothing.
    if let colors = proposal.colors, (1...12).contains(colors.space) {
      result.colorSpace = colors.space
      if (1...7).contains(colors.transfer) { result.transfer = colors.transfer }
      if (1...8).contains(colors.encoding) { result.encoding = colors.encoding }
      if (1...2).contains(colors.quantization) { result.quantization = colors.quantization }
    }
    return result
  }

  private func nearest(_ entry: Personality.FormatEntry, _ wanted: Size) -> Size {
    let size = entry.sizes.map { $0.nearest(to: wanted) }.min {
      distance($0, wanted) < distance($1, wanted)
    }
    return size ?? Size(width: 0, height: 0)
  }

  private func distance(_ offered: Size, _ wanted: Size) -> Int {
    abs(offered.width - wanted.width) + abs(offered.height - wanted.height)
  }
}

// The two structures.
extension FakeNode {
  var isMultiplanar: Bool { personality.queueType == 9 || personality.queueType == 10 }

  private func proposal(_ argument: v4l2_format) -> FormatProposal {
    var proposal = FormatProposal()
    if isMultiplanar {
      let pix = unsafe argument.fmt.pix_mp
      proposal.pixelFormat = pix.pixelformat
      (proposal.width, proposal.height) = (Int(pix.width), Int(pix.height))
      proposal.field = pix.field
      let stride = MemoryLayout<v4l2_plane_pix_format>.stride
      proposal.bytesPerLine = unsafe withUnsafeBytes(of: pix.plane_fmt) { raw in
        (0..<min(Int(pix.num_planes), 8)).map { index in
          Int(
            unsafe raw.loadUnaligned(
              fromByteOffset: index * stride, as: v4l2_plane_pix_format.self
            ).bytesperline)
        }
      }
      if UInt32(pix.flags) & UInt32(V4L2_PIX_FMT_FLAG_SET_CSC) != 0 {
        proposal.colors = (
          pix.colorspace, UInt32(pix.xfer_func), UInt32(pix.ycbcr_enc), UInt32(pix.quantization)
        )
      }
    } else {
      let pix = unsafe argument.fmt.pix
      proposal.pixelFormat = pix.pixelformat
      (proposal.width, proposal.height) = (Int(pix.width), Int(pix.height))
      proposal.field = pix.field
      proposal.bytesPerLine = [Int(pix.bytesperline)]
      if pix.priv == V4L2_PIX_FMT_PRIV_MAGIC, pix.flags & UInt32(V4L2_PIX_FMT_FLAG_SET_CSC) != 0 {
        proposal.colors = (pix.colorspace, pix.xfer_func, pix.ycbcr_enc, pix.quantization)
      }
    }
    return proposal
  }

  private func write(_ format: CurrentFormat, to argument: inout v4l2_format) {
    let pixelFormat = personality.formats[format.entry].pixelFormat.rawValue
    guard isMultiplanar else {
      var pix = v4l2_pix_format()
      pix.width = UInt32(format.width)
      pix.height = UInt32(format.height)
      pix.pixelformat = pixelFormat
      pix.field = format.field
      pix.bytesperline = UInt32(format.bytesPerLine.first ?? 0)
      pix.sizeimage = UInt32(format.planeSizes.first ?? 0)
      pix.colorspace = format.colorSpace
      pix.priv = UInt32(V4L2_PIX_FMT_PRIV_MAGIC)
      pix.ycbcr_enc = format.encoding
      pix.quantization = format.quantization
      pix.xfer_func = format.transfer
      unsafe argument.fmt.pix = pix
      return
    }
    var pix = v4l2_pix_format_mplane()
    pix.width = UInt32(format.width)
    pix.height = UInt32(format.height)
    pix.pixelformat = pixelFormat
    pix.field = format.field
    pix.colorspace = format.colorSpace
    pix.num_planes = UInt8(format.planeSizes.count)
    pix.ycbcr_enc = UInt8(format.encoding)
    pix.quantization = UInt8(format.quantization)
    pix.xfer_func = UInt8(format.transfer)
    unsafe withUnsafeMutableBytes(of: &pix.plane_fmt) { raw in
      for index in format.planeSizes.indices {
        var plane = v4l2_plane_pix_format()
        plane.bytesperline = UInt32(format.bytesPerLine[index])
        plane.sizeimage = UInt32(format.planeSizes[index])
        unsafe raw.storeBytes(
          of: plane, toByteOffset: index * MemoryLayout<v4l2_plane_pix_format>.stride,
          as: v4l2_plane_pix_format.self)
      }
    }
    unsafe argument.fmt.pix_mp = pix
  }
}
