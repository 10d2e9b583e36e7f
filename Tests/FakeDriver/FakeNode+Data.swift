internal import CVideoDev2
internal import VideoFormats

// Formats of queues that carry no pictures, as vivid has them: what is not on offer becomes what is.
extension FakeNode {
  /// Fills in what the driver makes of a proposal; which of its formats that is, or nil for another type's.
  func negotiateData(
    _ argument: inout v4l2_format, _ data: Personality.DataShape, isQuestion: Bool
  ) -> Int? {
    guard unsafe argument.type == data.queueType else { return nil }
    switch data {
    case .vbi, .vbiOutput:
      var vbi = v4l2_vbi_format()
      vbi.sampling_rate = 27_000_000
      vbi.offset = 24
      vbi.samples_per_line = 1440
      vbi.sample_format = PixelFormat.grey.rawValue
      vbi.start = (6, 319)
      vbi.count = (18, 18)
      unsafe argument.fmt.vbi = vbi
      return 0
    case .slicedVBI, .slicedVBIOutput:
      let all: UInt16 = 0x4001
      let asked = unsafe argument.fmt.sliced
      var sliced = v4l2_sliced_vbi_format()
      if isQuestion {
        let set = slicedLines ?? Self.lineNumbers(all)
        sliced.service_set = set.reduce(0, |)
        sliced.service_lines = Self.serviceLines(set)
      } else {
        sliced.service_set = asked.service_set & all
        var lines = Self.lineNumbers(sliced.service_set)
        if asked.service_set == 0, behaviour.looksAtVBILines {
          // Line by line, what each of them can have.
          lines = zip(Self.numbers(asked.service_lines), Self.lineNumbers(all)).map { $0 & $1 }
          sliced.service_set = lines.reduce(0, |)
        }
        sliced.service_lines = Self.serviceLines(lines)
      }
      sliced.io_size = 36 * 64
      unsafe argument.fmt.sliced = sliced
      return 0
    case .sdr:
      let asked = unsafe argument.fmt.sdr.pixelformat
      let entry = isQuestion ? format.entry : position(asked, data)
      unsafe argument.fmt.sdr.pixelformat = data.formats[entry].format.rawValue
      unsafe argument.fmt.sdr.buffersize = UInt32(data.formats[entry].size)
      return entry
    case .metadata, .metadataOutput:
      unsafe argument.fmt.meta.dataformat = data.formats[0].format.rawValue
      unsafe argument.fmt.meta.buffersize = UInt32(data.formats[0].size)
      return 0
    }
  }

  private func position(_ format: UInt32, _ data: Personality.DataShape) -> Int {
    data.formats.firstIndex { $0.format.rawValue == format } ?? 0
  }

  /// Notes the lines of a format that is set.
  mutating func keepSlicedLines(_ argument: v4l2_format) {
    slicedLines = unsafe Self.numbers(argument.fmt.sliced.service_lines)
  }

  /// Teletext on line 7 of both fields, wide screen signalling on line 23 of the first.
  private static func lineNumbers(_ services: UInt16) -> [UInt16] {
    (0..<48).map { place -> UInt16 in
      switch place {
      case 7, 31: services & 1
      case 23: services & 0x4000
      default: 0
      }
    }
  }

  private static func numbers<Lines>(_ lines: Lines) -> [UInt16] {
    unsafe withUnsafeBytes(of: lines) { raw in
      (0..<48).map { unsafe raw.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) }
    }
  }

  private static func serviceLines<Lines>(_ numbers: [UInt16]) -> Lines {
    return unsafe numbers.withUnsafeBytes { unsafe $0.loadUnaligned(as: Lines.self) }
  }

  func slicedCapabilities(_ argument: inout v4l2_sliced_vbi_cap) -> Int32 {
    guard let data = personality.data, [.slicedVBI, .slicedVBIOutput].contains(data) else {
      return -ENOTTY
    }
    guard argument.type == data.queueType else { return -EINVAL }
    argument.service_set = 0x4001
    argument.service_lines = Self.serviceLines(Self.lineNumbers(0x4001))
    return 0
  }
}

// Who may change anything.
extension FakeNode {
  /// The highest priority of all who have the node open.
  private var highest: UInt32 { priorities.values.max() ?? 2 }

  mutating func setPriority(_ priority: UInt32, _ file: Int32) -> Int32 {
    guard (1...3).contains(priority) else { return -EINVAL }
    guard priority >= others(than: file) else { return -EBUSY }
    priorities[file] = priority
    return 0
  }

  func getPriority(_ priority: inout UInt32) -> Int32 {
    priority = highest
    return 0
  }

  private func others(than file: Int32) -> UInt32 {
    priorities.filter { $0.key != file }.values.max() ?? 0
  }

  /// Whether somebody with a higher priority keeps a file from changing anything.
  func isOutranked(_ file: Int32) -> Bool { priorities[file] ?? 2 < others(than: file) }

  /// The requests that a higher priority of somebody else's refuses.
  static let changes: Set<UInt> = [
    CV_S_FMT, CV_REQBUFS, CV_CREATE_BUFS, CV_STREAMON, CV_STREAMOFF, CV_S_PARM, CV_S_INPUT,
    CV_S_OUTPUT, CV_S_CTRL, CV_S_STD, CV_S_DV_TIMINGS, CV_S_EDID, CV_S_AUDIO, CV_S_FREQUENCY,
    CV_S_SELECTION,
  ]
}
