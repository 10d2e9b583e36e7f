internal import CVideoDev2
internal import SystemPackage
public import VideoFormats

extension Device {
  /// Everything the node offers: each queue's formats with their sizes and intervals.
  ///
  /// Takes one system call for each format, size and interval; a few thousand on a rich device. The
  /// answer depends on the chosen input.
  public func formatCatalog() throws(V4L2Error) -> FormatCatalog {
    var queues: [QueueFormats] = []
    for type in information.queues {
      var formats = try formats(of: type)
      // VBI has a format, but nothing to choose from; other queues without formats do not apply.
      if formats.isEmpty, try dataFormat(of: type) == nil { continue }
      for index in formats.indices {
        formats[index].sizes = try sizes(of: formats[index].pixelFormat)
      }
      queues.append(
        QueueFormats(type: type, memory: try memoryTypes(of: type), formats: formats))
    }
    return FormatCatalog(
      node: path,
      device: CatalogDevice(
        card: information.card, driver: information.driver, busInfo: information.busInfo),
      queues: queues)
  }

  /// The formats of one queue, in the driver's order, without their sizes.
  ///
  /// The corresponding request is `VIDIOC_ENUM_FMT`.
  public func formats(of type: QueueType) throws(V4L2Error) -> [FormatDescription] {
    try node.enumerate(
      .enumerateFormats,
      argument: { index in
        var description = v4l2_fmtdesc()
        description.index = index
        description.type = type.rawValue
        return description
      },
      element: { description in
        FormatDescription(
          pixelFormat: PixelFormat(rawValue: description.pixelformat),
          description: text(description.description),
          flags: FormatFlags(rawValue: description.flags), sizes: [])
      })
  }

  /// The sizes of a format with their intervals, as the driver states them; empty when it states none.
  ///
  /// The intervals of a range of sizes are those of its largest. The corresponding requests are
  /// `VIDIOC_ENUM_FRAMESIZES` and `VIDIOC_ENUM_FRAMEINTERVALS`.
  public func sizes(of pixelFormat: PixelFormat) throws(V4L2Error) -> [SizeDescription] {
    var sizes: [SizeDescription] = []
    for size in try frameSizes(of: pixelFormat) {
      sizes.append(
        SizeDescription(size: size, intervals: try intervals(of: pixelFormat, size: size.largest)))
    }
    return sizes
  }

  private func frameSizes(of pixelFormat: PixelFormat) throws(V4L2Error) -> [FrameSize] {
    var sizes: [FrameSize] = []
    for index in 0..<UInt32(4096) {
      var entry = v4l2_frmsizeenum()
      entry.index = index
      entry.pixel_format = pixelFormat.rawValue
      guard try isListed(.enumerateFrameSizes, &entry) else { break }
      switch entry.type {
      case UInt32(V4L2_FRMSIZE_TYPE_DISCRETE.rawValue):
        sizes.append(
          .discrete(Size(width: Int(entry.discrete.width), height: Int(entry.discrete.height))))
      case let type:
        let range = entry.stepwise
        let least = Size(width: Int(range.min_width), height: Int(range.min_height))
        let most = Size(width: Int(range.max_width), height: Int(range.max_height))
        let step = Size(width: Int(range.step_width), height: Int(range.step_height))
        sizes.append(
          type == UInt32(V4L2_FRMSIZE_TYPE_CONTINUOUS.rawValue)
            ? .continuous(min: least, max: most) : .stepwise(min: least, max: most, step: step))
        // A range stands alone: it is entry 0 and the whole answer.
        return sizes
      }
    }
    return sizes
  }

  /// The intervals of a format at a size, as the driver states them; empty when it states none.
  ///
  /// The corresponding request is `VIDIOC_ENUM_FRAMEINTERVALS`.
  public func intervals(
    of pixelFormat: PixelFormat, size: Size
  ) throws(V4L2Error) -> [FrameInterval] {
    var intervals: [FrameInterval] = []
    for index in 0..<UInt32(4096) {
      var entry = v4l2_frmivalenum()
      entry.index = index
      entry.pixel_format = pixelFormat.rawValue
      entry.width = UInt32(clamping: size.width)
      entry.height = UInt32(clamping: size.height)
      guard try isListed(.enumerateFrameIntervals, &entry) else { break }
      switch entry.type {
      case UInt32(V4L2_FRMIVAL_TYPE_DISCRETE.rawValue):
        intervals.append(.discrete(Interval(entry.discrete)))
      case let type:
        let (least, most) = (Interval(entry.stepwise.min), Interval(entry.stepwise.max))
        intervals.append(
          type == UInt32(V4L2_FRMIVAL_TYPE_CONTINUOUS.rawValue)
            ? .continuous(min: least, max: most)
            : .stepwise(min: least, max: most, step: Interval(entry.stepwise.step)))
        return intervals
      }
    }
    return intervals
  }

  /// Whether an enumeration has this entry; the end, and a driver without the request, are no errors.
  private func isListed<Argument>(
    _ request: Request<Argument>, _ argument: inout Argument
  ) throws(V4L2Error) -> Bool {
    switch node.attempt(request, &argument) {
    case nil: return true
    case .invalidArgument?, .noData?, .inappropriateIOCTLForDevice?: return false
    case let errno?: throw V4L2Error("\(request.name)", node: path, errno)
    }
  }
}
