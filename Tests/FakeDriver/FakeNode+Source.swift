internal import CVideoDev2
internal import VideoFormats

// Where pictures come from: which input, what it is, and what follows for the format.
extension FakeNode {
  var inputKind: Personality.InputKind { personality.kind(ofInput: Int(input)) }

  /// Whether any input is of the kinds; requests about kinds a device lacks are not implemented.
  func hasInput(where isMeant: (Personality.InputKind) -> Bool) -> Bool {
    personality.inputKinds.contains(where: isMeant)
  }

  /// Whether the chosen input is a camera, which neither scales nor crops.
  var isCamera: Bool { inputKind == .camera }

  /// The most a picture is enlarged, and what it may measure.
  static let largestZoom = 4
  static let smallestSize = (width: 16, height: 16)
  static let largestSource = (width: 4096, height: 2160)
  static let largestBuffer = (width: 16384, height: 8640)

  /// The size of the signal.
  var sourceSize: (width: Int, height: Int) {
    switch inputKind {
    case .camera: return source.cameraSize
    case .tuner, .sVideo: return (720, is525 ? 480 : 576)
    case .hdmi: return (Int(currentTimings.bt.width), Int(currentTimings.bt.height))
    }
  }

  private var is525: Bool { source.standards[Int(input)] & 0xf900 != 0 }

  /// The timings of the chosen input.
  var currentTimings: v4l2_dv_timings { FakeTimings.presets[source.timings[Int(input)]] }

  /// The field order a proposal gets at the chosen input.
  func grantedField(_ field: UInt32) -> UInt32 {
    switch inputKind {
    case .camera: return UInt32(V4L2_FIELD_NONE.rawValue)
    case .tuner, .sVideo:
      let isPossible =
        field >= UInt32(V4L2_FIELD_TOP.rawValue)
        && field <= UInt32(V4L2_FIELD_INTERLACED_BT.rawValue)
      return isPossible ? field : UInt32(V4L2_FIELD_INTERLACED.rawValue)
    case .hdmi:
      let alternate = UInt32(V4L2_FIELD_ALTERNATE.rawValue)
      return currentTimings.bt.interlaced != 0 ? alternate : UInt32(V4L2_FIELD_NONE.rawValue)
    }
  }

  /// How many lines of the source make one of a buffer: two where a buffer holds one field.
  static func linesOfSource(_ field: UInt32) -> Int {
    let single = [V4L2_FIELD_TOP, V4L2_FIELD_BOTTOM, V4L2_FIELD_ALTERNATE].map {
      UInt32($0.rawValue)
    }
    return single.contains(field) ? 2 : 1
  }

  /// Sets the format anew, as vivid does whenever input, standard or timings change.
  mutating func resetToSource() {
    guard !personality.inputKinds.isEmpty else { return }
    var proposal = FormatProposal()
    proposal.pixelFormat = personality.formats[format.entry].pixelFormat.rawValue
    proposal.field = source.tvField
    let size = sourceSize
    let lines = Self.linesOfSource(grantedField(proposal.field))
    (proposal.width, proposal.height) = (size.width, size.height / lines)
    source.crop = FakeRectangle(width: size.width, height: size.height)
    source.compose = FakeRectangle(width: size.width, height: size.height / lines)
    switch inputKind {
    case .camera:
      interval = source.cameraInterval
      format.colorSpace = UInt32(V4L2_COLORSPACE_SRGB.rawValue)
    case .tuner, .sVideo:
      interval =
        is525
        ? v4l2_fract(numerator: 1001, denominator: 30000)
        : v4l2_fract(numerator: 1000, denominator: 25000)
      format.colorSpace = UInt32(V4L2_COLORSPACE_SMPTE170M.rawValue)
    case .hdmi:
      interval = Self.interval(of: currentTimings.bt)
      let isTelevision = currentTimings.bt.flags & UInt32(V4L2_DV_FL_IS_CE_VIDEO) != 0
      let space = size.width == 720 ? V4L2_COLORSPACE_SMPTE170M : V4L2_COLORSPACE_REC709
      format.colorSpace = UInt32((isTelevision ? space : V4L2_COLORSPACE_SRGB).rawValue)
    }
    format = adjusted(proposal)
  }

  private static func interval(of bt: v4l2_bt_timings) -> v4l2_fract {
    let width = bt.width + bt.hfrontporch + bt.hsync + bt.hbackporch
    var height = bt.height + bt.vfrontporch + bt.vsync + bt.vbackporch
    if bt.interlaced != 0 { height += bt.il_vfrontporch + bt.il_vsync + bt.il_vbackporch }
    return v4l2_fract(numerator: width * height / 100, denominator: UInt32(bt.pixelclock / 100))
  }

  /// The size a scaler grants.
  func scaledSize(_ wanted: Size, field: UInt32) -> Size {
    let lines = Self.linesOfSource(field)
    var size = FakeRectangle(width: wanted.width, height: wanted.height * lines)
    size.grow(to: Self.smallestSize)
    size.shrink(to: Self.largestBuffer)
    return Size(width: size.width, height: size.height / lines)
  }

  /// What S_FMT does to the rectangles: the picture is put inside the buffer and cropped to what the
  /// scaler can do.
  mutating func fitRectangles(to format: CurrentFormat) {
    guard !isCamera else {
      source.cameraSize = (format.width, format.height)
      return
    }
    let lines = Self.linesOfSource(format.field)
    if inputKind.hasStandards { source.tvField = format.field }
    source.compose.fit(into: FakeRectangle(width: format.width, height: format.height))
    fitCrop(to: source.compose, lines: lines)
  }

  /// Keeps the crop rectangle within what can be scaled to a composed one.
  mutating func fitCrop(to compose: FakeRectangle, lines: Int) {
    let zoom = Self.largestZoom
    source.crop.grow(to: (compose.width / zoom, compose.height * lines / zoom))
    source.crop.shrink(to: (compose.width * zoom, compose.height * lines * zoom))
    source.crop.fit(into: FakeRectangle(width: sourceSize.width, height: sourceSize.height))
  }

  /// Requests about the source.
  mutating func sourceRequest(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
    switch request {
    case CV_ENUMSTD, CV_G_STD, CV_S_STD, CV_QUERYSTD:
      return unsafe standardRequest(request, argument)
    case CV_ENUM_DV_TIMINGS, CV_G_DV_TIMINGS, CV_S_DV_TIMINGS, CV_QUERY_DV_TIMINGS,
      CV_DV_TIMINGS_CAP:
      return unsafe timingsRequest(request, argument)
    case CV_G_EDID:
      return unsafe getEDID(&argument.assumingMemoryBound(to: v4l2_edid.self).pointee)
    case CV_S_EDID:
      return unsafe setEDID(&argument.assumingMemoryBound(to: v4l2_edid.self).pointee)
    case CV_G_SELECTION:
      return unsafe getSelection(&argument.assumingMemoryBound(to: v4l2_selection.self).pointee)
    case CV_S_SELECTION:
      return unsafe setSelection(&argument.assumingMemoryBound(to: v4l2_selection.self).pointee)
    case CV_ENUMAUDIO, CV_G_AUDIO, CV_S_AUDIO:
      return unsafe audioRequest(
        request, &argument.assumingMemoryBound(to: v4l2_audio.self).pointee)
    case CV_G_TUNER:
      return unsafe getTuner(&argument.assumingMemoryBound(to: v4l2_tuner.self).pointee)
    case CV_G_FREQUENCY, CV_S_FREQUENCY:
      return unsafe frequencyRequest(
        request, &argument.assumingMemoryBound(to: v4l2_frequency.self).pointee)
    case CV_ENUMOUTPUT:
      return unsafe enumerateOutputs(&argument.assumingMemoryBound(to: v4l2_output.self).pointee)
    case CV_G_OUTPUT, CV_S_OUTPUT:
      return unsafe outputRequest(
        request, &argument.assumingMemoryBound(to: CInt.self).pointee)
    default: return -ENOTTY
    }
  }
}
