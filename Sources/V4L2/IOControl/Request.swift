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

extension Request<v4l2_output> {
  static var enumerateOutputs: Self { Self(CV_ENUMOUTPUT, "VIDIOC_ENUMOUTPUT") }
}

extension Request<CInt> {
  static var output: Self { Self(CV_G_OUTPUT, "VIDIOC_G_OUTPUT") }
  static var setOutput: Self { Self(CV_S_OUTPUT, "VIDIOC_S_OUTPUT") }
  static var input: Self { Self(CV_G_INPUT, "VIDIOC_G_INPUT") }
  static var setInput: Self { Self(CV_S_INPUT, "VIDIOC_S_INPUT") }
  static var streamOn: Self { Self(CV_STREAMON, "VIDIOC_STREAMON") }
  static var streamOff: Self { Self(CV_STREAMOFF, "VIDIOC_STREAMOFF") }
}

extension Request<v4l2_standard> {
  static var enumerateStandards: Self { Self(CV_ENUMSTD, "VIDIOC_ENUMSTD") }
}

extension Request<v4l2_std_id> {
  static var standard: Self { Self(CV_G_STD, "VIDIOC_G_STD") }
  static var setStandard: Self { Self(CV_S_STD, "VIDIOC_S_STD") }
  static var queryStandard: Self { Self(CV_QUERYSTD, "VIDIOC_QUERYSTD") }
}

extension Request<v4l2_enum_dv_timings> {
  static var enumerateTimings: Self { Self(CV_ENUM_DV_TIMINGS, "VIDIOC_ENUM_DV_TIMINGS") }
}

extension Request<v4l2_dv_timings_cap> {
  static var timingsCapabilities: Self { Self(CV_DV_TIMINGS_CAP, "VIDIOC_DV_TIMINGS_CAP") }
}

extension Request<v4l2_dv_timings> {
  static var timings: Self { Self(CV_G_DV_TIMINGS, "VIDIOC_G_DV_TIMINGS") }
  static var setTimings: Self { Self(CV_S_DV_TIMINGS, "VIDIOC_S_DV_TIMINGS") }
  static var queryTimings: Self { Self(CV_QUERY_DV_TIMINGS, "VIDIOC_QUERY_DV_TIMINGS") }
}

extension Request<v4l2_edid> {
  static var edid: Self { unsafe Self(CV_G_EDID, "VIDIOC_G_EDID") }
  static var setEDID: Self { unsafe Self(CV_S_EDID, "VIDIOC_S_EDID") }
}

extension Request<v4l2_selection> {
  static var selection: Self { Self(CV_G_SELECTION, "VIDIOC_G_SELECTION") }
  static var setSelection: Self { Self(CV_S_SELECTION, "VIDIOC_S_SELECTION") }
}

extension Request<v4l2_audio> {
  static var enumerateAudioInputs: Self { Self(CV_ENUMAUDIO, "VIDIOC_ENUMAUDIO") }
  static var audioInput: Self { Self(CV_G_AUDIO, "VIDIOC_G_AUDIO") }
  static var setAudioInput: Self { Self(CV_S_AUDIO, "VIDIOC_S_AUDIO") }
}

extension Request<v4l2_tuner> {
  static var tuner: Self { Self(CV_G_TUNER, "VIDIOC_G_TUNER") }
}

extension Request<v4l2_frequency> {
  static var frequency: Self { Self(CV_G_FREQUENCY, "VIDIOC_G_FREQUENCY") }
  static var setFrequency: Self { Self(CV_S_FREQUENCY, "VIDIOC_S_FREQUENCY") }
}

extension Request<v4l2_control> {
  static var control: Self { Self(CV_G_CTRL, "VIDIOC_G_CTRL") }
  static var setControl: Self { Self(CV_S_CTRL, "VIDIOC_S_CTRL") }
}

extension Request<v4l2_queryctrl> {
  static var queryControl: Self { Self(CV_QUERYCTRL, "VIDIOC_QUERYCTRL") }
}

extension Request<v4l2_query_ext_ctrl> {
  static var queryExtendedControl: Self { Self(CV_QUERY_EXT_CTRL, "VIDIOC_QUERY_EXT_CTRL") }
}

extension Request<v4l2_querymenu> {
  static var queryMenu: Self { Self(CV_QUERYMENU, "VIDIOC_QUERYMENU") }
}

extension Request<v4l2_ext_controls> {
  static var controls: Self { unsafe Self(CV_G_EXT_CTRLS, "VIDIOC_G_EXT_CTRLS") }
  static var setControls: Self { unsafe Self(CV_S_EXT_CTRLS, "VIDIOC_S_EXT_CTRLS") }
  static var tryControls: Self { unsafe Self(CV_TRY_EXT_CTRLS, "VIDIOC_TRY_EXT_CTRLS") }
}

extension Request<v4l2_requestbuffers> {
  static var requestBuffers: Self { Self(CV_REQBUFS, "VIDIOC_REQBUFS") }
}

extension Request<v4l2_create_buffers> {
  static var createBuffers: Self { unsafe Self(CV_CREATE_BUFS, "VIDIOC_CREATE_BUFS") }
}

extension Request<cv_remove_buffers> {
  static var removeBuffers: Self { Self(CV_REMOVE_BUFS, "VIDIOC_REMOVE_BUFS") }
}

extension Request<v4l2_exportbuffer> {
  static var exportBuffer: Self { Self(CV_EXPBUF, "VIDIOC_EXPBUF") }
}

extension Request<UInt32> {
  static var priority: Self { Self(CV_G_PRIORITY, "VIDIOC_G_PRIORITY") }
  static var setPriority: Self { Self(CV_S_PRIORITY, "VIDIOC_S_PRIORITY") }
}

extension Request<v4l2_sliced_vbi_cap> {
  static var slicedVBICapabilities: Self {
    Self(CV_G_SLICED_VBI_CAP, "VIDIOC_G_SLICED_VBI_CAP")
  }
}

extension Request<media_device_info> {
  static var mediaInformation: Self { Self(CV_MEDIA_DEVICE_INFO, "MEDIA_IOC_DEVICE_INFO") }
}

extension Request<media_v2_topology> {
  static var topology: Self { Self(CV_MEDIA_G_TOPOLOGY, "MEDIA_IOC_G_TOPOLOGY") }
}

extension Request<CInt> {
  static var allocateRequest: Self { Self(CV_MEDIA_REQUEST_ALLOC, "MEDIA_IOC_REQUEST_ALLOC") }
}

/// The argument of a request that has none.
struct NoArgument {
  private var unused: UInt64 = 0
}

extension Request<NoArgument> {
  static var queueRequest: Self { Self(CV_MEDIA_REQUEST_QUEUE, "MEDIA_REQUEST_IOC_QUEUE") }
  static var reinitializeRequest: Self {
    Self(CV_MEDIA_REQUEST_REINIT, "MEDIA_REQUEST_IOC_REINIT")
  }
}

extension Request<v4l2_event> {
  static var dequeueEvent: Self { Self(CV_DQEVENT, "VIDIOC_DQEVENT") }
}

extension Request<v4l2_event_subscription> {
  static var subscribeEvent: Self { Self(CV_SUBSCRIBE_EVENT, "VIDIOC_SUBSCRIBE_EVENT") }
  static var unsubscribeEvent: Self { Self(CV_UNSUBSCRIBE_EVENT, "VIDIOC_UNSUBSCRIBE_EVENT") }
}

extension Request<v4l2_encoder_cmd> {
  static var encoderCommand: Self { Self(CV_ENCODER_CMD, "VIDIOC_ENCODER_CMD") }
  static var tryEncoderCommand: Self { Self(CV_TRY_ENCODER_CMD, "VIDIOC_TRY_ENCODER_CMD") }
}

extension Request<v4l2_decoder_cmd> {
  static var decoderCommand: Self { Self(CV_DECODER_CMD, "VIDIOC_DECODER_CMD") }
  static var tryDecoderCommand: Self { Self(CV_TRY_DECODER_CMD, "VIDIOC_TRY_DECODER_CMD") }
}

extension Request<v4l2_buffer> {
  static var queryBuffer: Self { unsafe Self(CV_QUERYBUF, "VIDIOC_QUERYBUF") }
  static var queueBuffer: Self { unsafe Self(CV_QBUF, "VIDIOC_QBUF") }
  static var dequeueBuffer: Self { unsafe Self(CV_DQBUF, "VIDIOC_DQBUF") }
  static var prepareBuffer: Self { unsafe Self(CV_PREPARE_BUF, "VIDIOC_PREPARE_BUF") }
}
