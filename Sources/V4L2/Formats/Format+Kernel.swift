internal import CVideoDev2
internal import VideoFormats

// One `Format` value stands for the kernel's two structures; only this file knows that there are two.

extension Format {
  /// The value of a `v4l2_format` whose type is a single- or multi-planar video queue.
  init(_ format: v4l2_format) {
    if unsafe QueueType(rawValue: format.type).isMultiplanar {
      self.init(unsafe format.fmt.pix_mp)
    } else {
      self.init(unsafe format.fmt.pix)
    }
  }

  private init(_ pix: v4l2_pix_format) {
    self.init(
      PixelFormat(rawValue: pix.pixelformat), width: Int(pix.width), height: Int(pix.height),
      field: Field(rawValue: pix.field),
      colorimetry: Colorimetry(
        colorSpace: ColorSpace(rawValue: pix.colorspace),
        transfer: TransferFunction(rawValue: pix.xfer_func),
        encoding: YCbCrEncoding(rawValue: pix.ycbcr_enc),
        quantization: Quantization(rawValue: pix.quantization)),
      planes: [Plane(bytesPerLine: Int(pix.bytesperline), size: Int(pix.sizeimage))],
      isAlphaPremultiplied: pix.flags & UInt32(V4L2_PIX_FMT_FLAG_PREMUL_ALPHA) != 0)
    // A driver that does not know the extended fields leaves garbage in them.
    if pix.priv != V4L2_PIX_FMT_PRIV_MAGIC {
      colorimetry = Colorimetry(colorSpace: ColorSpace(rawValue: pix.colorspace))
      isAlphaPremultiplied = false
    }
  }

  private init(_ pix: v4l2_pix_format_mplane) {
    let count = min(Int(pix.num_planes), Int(VIDEO_MAX_PLANES))
    let planes = unsafe withUnsafeBytes(of: pix.plane_fmt) { raw in
      (0..<count).map { index in
        let plane = unsafe raw.loadUnaligned(
          fromByteOffset: index * MemoryLayout<v4l2_plane_pix_format>.stride,
          as: v4l2_plane_pix_format.self)
        return Plane(bytesPerLine: Int(plane.bytesperline), size: Int(plane.sizeimage))
      }
    }
    self.init(
      PixelFormat(rawValue: pix.pixelformat), width: Int(pix.width), height: Int(pix.height),
      field: Field(rawValue: pix.field),
      colorimetry: Colorimetry(
        colorSpace: ColorSpace(rawValue: pix.colorspace),
        transfer: TransferFunction(rawValue: UInt32(pix.xfer_func)),
        encoding: YCbCrEncoding(rawValue: UInt32(pix.ycbcr_enc)),
        quantization: Quantization(rawValue: UInt32(pix.quantization))),
      planes: planes,
      isAlphaPremultiplied: Int32(pix.flags) & V4L2_PIX_FMT_FLAG_PREMUL_ALPHA != 0)
  }

  /// The structure for a queue of this type.
  func kernelFormat(for type: QueueType) -> v4l2_format {
    var format = unsafe v4l2_format()
    unsafe format.type = type.rawValue
    if type.isMultiplanar {
      unsafe format.fmt.pix_mp = multiplanar
    } else {
      unsafe format.fmt.pix = singlePlanar
    }
    return unsafe format
  }

  /// Alpha, and for capture the request to convert colours, which a driver may refuse silently.
  ///
  /// Without SET_CSC a capture driver overwrites the colour fields whatever they say.
  private var kernelFlags: UInt32 {
    var flags: UInt32 = 0
    if isAlphaPremultiplied { flags |= UInt32(V4L2_PIX_FMT_FLAG_PREMUL_ALPHA) }
    if colorimetry != Colorimetry() { flags |= UInt32(V4L2_PIX_FMT_FLAG_SET_CSC) }
    return flags
  }

  private var singlePlanar: v4l2_pix_format {
    var pix = v4l2_pix_format()
    pix.width = UInt32(clamping: width)
    pix.height = UInt32(clamping: height)
    pix.pixelformat = pixelFormat.rawValue
    pix.field = field.rawValue
    pix.bytesperline = UInt32(clamping: planes.first?.bytesPerLine ?? 0)
    pix.sizeimage = UInt32(clamping: planes.first?.size ?? 0)
    pix.colorspace = colorimetry.colorSpace.rawValue
    pix.priv = UInt32(V4L2_PIX_FMT_PRIV_MAGIC)
    pix.flags = kernelFlags
    pix.ycbcr_enc = colorimetry.encoding.rawValue
    pix.quantization = colorimetry.quantization.rawValue
    pix.xfer_func = colorimetry.transfer.rawValue
    return pix
  }

  private var multiplanar: v4l2_pix_format_mplane {
    var pix = v4l2_pix_format_mplane()
    pix.width = UInt32(clamping: width)
    pix.height = UInt32(clamping: height)
    pix.pixelformat = pixelFormat.rawValue
    pix.field = field.rawValue
    pix.colorspace = colorimetry.colorSpace.rawValue
    pix.num_planes = UInt8(clamping: min(planes.count, Int(VIDEO_MAX_PLANES)))
    pix.flags = UInt8(truncatingIfNeeded: kernelFlags)
    pix.ycbcr_enc = UInt8(clamping: colorimetry.encoding.rawValue)
    pix.quantization = UInt8(clamping: colorimetry.quantization.rawValue)
    pix.xfer_func = UInt8(clamping: colorimetry.transfer.rawValue)
    unsafe withUnsafeMutableBytes(of: &pix.plane_fmt) { raw in
      for (index, plane) in planes.prefix(Int(VIDEO_MAX_PLANES)).enumerated() {
        var shape = v4l2_plane_pix_format()
        shape.bytesperline = UInt32(clamping: plane.bytesPerLine)
        shape.sizeimage = UInt32(clamping: plane.size)
        unsafe raw.storeBytes(
          of: shape, toByteOffset: index * MemoryLayout<v4l2_plane_pix_format>.stride,
          as: v4l2_plane_pix_format.self)
      }
    }
    return pix
  }
}

extension Interval {
  init(_ fraction: v4l2_fract) {
    self.init(fraction.numerator, fraction.denominator)
  }

  var kernelFraction: v4l2_fract {
    v4l2_fract(numerator: numerator, denominator: denominator)
  }
}
