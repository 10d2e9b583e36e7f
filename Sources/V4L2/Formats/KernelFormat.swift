internal import CVideoDev2
internal import VideoFormats

/// A format that goes to the kernel in its own member of `v4l2_format`.
protocol KernelFormat: QueueFormat {
  /// Reads what the kernel filled in.
  init(kernel format: v4l2_format)
  /// The structure for a queue of this type.
  func kernelFormat(for type: QueueType) -> v4l2_format
  /// Bytes of a buffer's memory planes, at most.
  var planeSizes: [Int] { get }
  /// The same format asked for in another way; nil where there is one way only.
  var inDetail: Self? { get }
}

extension KernelFormat {
  var inDetail: Self? { nil }
}

extension Format: KernelFormat {
  init(kernel format: v4l2_format) { unsafe self.init(format) }
  var planeSizes: [Int] { planes.map(\.size) }
}

extension VBIFormat: KernelFormat {
  init(kernel format: v4l2_format) {
    let vbi = unsafe format.fmt.vbi
    self.init(
      samplingRate: Int(vbi.sampling_rate), offset: Int(vbi.offset),
      samplesPerLine: Int(vbi.samples_per_line),
      sampleFormat: PixelFormat(rawValue: vbi.sample_format),
      first: Lines(start: Int(vbi.start.0), count: Int(vbi.count.0)),
      second: Lines(start: Int(vbi.start.1), count: Int(vbi.count.1)),
      flags: VBIFlags(rawValue: vbi.flags))
  }

  func kernelFormat(for type: QueueType) -> v4l2_format {
    var vbi = v4l2_vbi_format()
    vbi.sampling_rate = UInt32(clamping: samplingRate)
    vbi.offset = UInt32(clamping: offset)
    vbi.samples_per_line = UInt32(clamping: samplesPerLine)
    vbi.sample_format = sampleFormat.rawValue
    vbi.start = (Int32(clamping: first.start), Int32(clamping: second.start))
    vbi.count = (UInt32(clamping: first.count), UInt32(clamping: second.count))
    vbi.flags = flags.rawValue
    var format = unsafe v4l2_format()
    unsafe format.type = type.rawValue
    unsafe format.fmt.vbi = vbi
    return unsafe format
  }

  var planeSizes: [Int] { [byteCount] }
}

extension SlicedVBIFormat: KernelFormat {
  init(kernel format: v4l2_format) {
    let sliced = unsafe format.fmt.sliced
    self.init(
      SlicedVBIServices(rawValue: UInt32(sliced.service_set)),
      lines: serviceLines(sliced.service_lines), bufferSize: Int(sliced.io_size))
  }

  func kernelFormat(for type: QueueType) -> v4l2_format {
    var sliced = v4l2_sliced_vbi_format()
    sliced.service_set = UInt16(truncatingIfNeeded: services.rawValue)
    unsafe withUnsafeMutableBytes(of: &sliced.service_lines) { raw in
      let numbers = lines.joined().map { UInt16(truncatingIfNeeded: $0.rawValue) }
      for (place, number) in numbers.enumerated() where place * 2 + 2 <= raw.count {
        unsafe raw.storeBytes(of: number, toByteOffset: place * 2, as: UInt16.self)
      }
    }
    var format = unsafe v4l2_format()
    unsafe format.type = type.rawValue
    unsafe format.fmt.sliced = sliced
    return unsafe format
  }

  /// A set of services leaves their lines to the driver; without one the lines count.
  var inDetail: SlicedVBIFormat? {
    services.isEmpty ? nil : SlicedVBIFormat([], lines: lines, bufferSize: bufferSize)
  }

  var planeSizes: [Int] { [bufferSize] }
}

/// The services of the lines of two fields, from the kernel's array of arrays.
func serviceLines<Lines>(_ lines: Lines) -> [[SlicedVBIServices]] {
  unsafe withUnsafeBytes(of: lines) { raw in
    let all = (0..<raw.count / 2).map { place in
      SlicedVBIServices(
        rawValue: UInt32(unsafe raw.loadUnaligned(fromByteOffset: place * 2, as: UInt16.self)))
    }
    return [Array(all.prefix(all.count / 2)), Array(all.suffix(all.count / 2))]
  }
}

extension SDRFormat: KernelFormat {
  init(kernel format: v4l2_format) {
    let sdr = unsafe format.fmt.sdr
    self.init(PixelFormat(rawValue: sdr.pixelformat), bufferSize: Int(sdr.buffersize))
  }

  func kernelFormat(for type: QueueType) -> v4l2_format {
    var sdr = v4l2_sdr_format()
    sdr.pixelformat = sampleFormat.rawValue
    sdr.buffersize = UInt32(clamping: bufferSize)
    var format = unsafe v4l2_format()
    unsafe format.type = type.rawValue
    unsafe format.fmt.sdr = sdr
    return unsafe format
  }

  var planeSizes: [Int] { [bufferSize] }
}

extension MetadataFormat: KernelFormat {
  init(kernel format: v4l2_format) {
    let members = unsafe format.fmt
    let meta = unsafe withUnsafeBytes(of: members) { raw in
      unsafe raw.loadUnaligned(as: cv_meta_format.self)
    }
    self.init(
      PixelFormat(rawValue: meta.dataformat), bufferSize: Int(meta.buffersize),
      width: Int(meta.width), height: Int(meta.height), bytesPerLine: Int(meta.bytesperline))
  }

  func kernelFormat(for type: QueueType) -> v4l2_format {
    let meta = cv_meta_format(
      dataformat: dataFormat.rawValue, buffersize: UInt32(clamping: bufferSize),
      width: UInt32(clamping: width), height: UInt32(clamping: height),
      bytesperline: UInt32(clamping: bytesPerLine))
    var format = unsafe v4l2_format()
    unsafe format.type = type.rawValue
    unsafe withUnsafeMutableBytes(of: &format.fmt) { raw in
      unsafe raw.storeBytes(of: meta, as: cv_meta_format.self)
    }
    return unsafe format
  }

  var planeSizes: [Int] { [bufferSize] }
}
