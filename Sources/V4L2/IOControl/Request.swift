internal import CVideoDev2

/// An ioctl's number, paired with the C structure it carries so that the two cannot be mismatched.
struct Request<Argument> {
  /// The number: direction, size of `Argument`, type and ordinal.
  let number: UInt
  /// The name in the kernel's header, for errors.
  let name: StaticString

  init(_ number: UInt, _ name: StaticString) {
    self.number = number
    self.name = name
  }
}

extension Request<v4l2_capability> {
  static var queryCapability: Self { Self(CV_QUERYCAP, "VIDIOC_QUERYCAP") }
}

extension Request<v4l2_fmtdesc> {
  static var enumerateFormats: Self { Self(CV_ENUM_FMT, "VIDIOC_ENUM_FMT") }
}

extension Request<v4l2_frmsizeenum> {
  static var enumerateFrameSizes: Self { Self(CV_ENUM_FRAMESIZES, "VIDIOC_ENUM_FRAMESIZES") }
}

extension Request<v4l2_frmivalenum> {
  static var enumerateFrameIntervals: Self {
    Self(CV_ENUM_FRAMEINTERVALS, "VIDIOC_ENUM_FRAMEINTERVALS")
  }
}

extension Request<v4l2_format> {
  static var format: Self { unsafe Self(CV_G_FMT, "VIDIOC_G_FMT") }
  static var setFormat: Self { unsafe Self(CV_S_FMT, "VIDIOC_S_FMT") }
  static var tryFormat: Self { unsafe Self(CV_TRY_FMT, "VIDIOC_TRY_FMT") }
}

extension Request<v4l2_streamparm> {
  static var parameters: Self { Self(CV_G_PARM, "VIDIOC_G_PARM") }
  static var setParameters: Self { Self(CV_S_PARM, "VIDIOC_S_PARM") }
}

extension Request<v4l2_input> {
  static var enumerateInputs: Self { Self(CV_ENUMINPUT, "VIDIOC_ENUMINPUT") }
}

extension Request<CInt> {
  static var input: Self { Self(CV_G_INPUT, "VIDIOC_G_INPUT") }
  static var setInput: Self { Self(CV_S_INPUT, "VIDIOC_S_INPUT") }
  static var streamOn: Self { Self(CV_STREAMON, "VIDIOC_STREAMON") }
  static var streamOff: Self { Self(CV_STREAMOFF, "VIDIOC_STREAMOFF") }
}

extension Request<v4l2_control> {
  static var control: Self { Self(CV_G_CTRL, "VIDIOC_G_CTRL") }
  static var setControl: Self { Self(CV_S_CTRL, "VIDIOC_S_CTRL") }
}

extension Request<v4l2_requestbuffers> {
  static var requestBuffers: Self { Self(CV_REQBUFS, "VIDIOC_REQBUFS") }
}

extension Request<v4l2_buffer> {
  static var queryBuffer: Self { unsafe Self(CV_QUERYBUF, "VIDIOC_QUERYBUF") }
  static var queueBuffer: Self { unsafe Self(CV_QBUF, "VIDIOC_QBUF") }
  static var dequeueBuffer: Self { unsafe Self(CV_DQBUF, "VIDIOC_DQBUF") }
}
