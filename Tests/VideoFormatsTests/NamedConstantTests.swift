import CVideoDev2
import Foundation
import Testing
import VideoFormats

@Suite struct NamedConstantTests {
  @Test("queue types are the kernel's") func queueTypes() {
    let header: [(QueueType, v4l2_buf_type)] = [
      (.videoCapture, V4L2_BUF_TYPE_VIDEO_CAPTURE), (.videoOutput, V4L2_BUF_TYPE_VIDEO_OUTPUT),
      (.videoOverlay, V4L2_BUF_TYPE_VIDEO_OVERLAY), (.vbiCapture, V4L2_BUF_TYPE_VBI_CAPTURE),
      (.vbiOutput, V4L2_BUF_TYPE_VBI_OUTPUT),
      (.slicedVBICapture, V4L2_BUF_TYPE_SLICED_VBI_CAPTURE),
      (.slicedVBIOutput, V4L2_BUF_TYPE_SLICED_VBI_OUTPUT),
      (.videoOutputOverlay, V4L2_BUF_TYPE_VIDEO_OUTPUT_OVERLAY),
      (.videoCaptureMultiplanar, V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE),
      (.videoOutputMultiplanar, V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE),
      (.sdrCapture, V4L2_BUF_TYPE_SDR_CAPTURE), (.sdrOutput, V4L2_BUF_TYPE_SDR_OUTPUT),
      (.metadataCapture, V4L2_BUF_TYPE_META_CAPTURE), (.metadataOutput, V4L2_BUF_TYPE_META_OUTPUT),
    ]
    for (ours, theirs) in header { #expect(ours.rawValue == theirs.rawValue) }
    #expect(header.count == QueueType.names.count)
  }

  @Test("fields are the kernel's") func fields() {
    let header: [(Field, v4l2_field)] = [
      (.any, V4L2_FIELD_ANY), (.none, V4L2_FIELD_NONE), (.top, V4L2_FIELD_TOP),
      (.bottom, V4L2_FIELD_BOTTOM), (.interlaced, V4L2_FIELD_INTERLACED),
      (.sequentialTopBottom, V4L2_FIELD_SEQ_TB), (.sequentialBottomTop, V4L2_FIELD_SEQ_BT),
      (.alternate, V4L2_FIELD_ALTERNATE), (.interlacedTopBottom, V4L2_FIELD_INTERLACED_TB),
      (.interlacedBottomTop, V4L2_FIELD_INTERLACED_BT),
    ]
    for (ours, theirs) in header { #expect(ours.rawValue == theirs.rawValue) }
    #expect(header.count == Field.names.count)
  }

  @Test("colourimetry is the kernel's") func colorimetry() {
    let transfers: [(TransferFunction, v4l2_xfer_func)] = [
      (.default, V4L2_XFER_FUNC_DEFAULT), (.rec709, V4L2_XFER_FUNC_709),
      (.sRGB, V4L2_XFER_FUNC_SRGB), (.opRGB, V4L2_XFER_FUNC_OPRGB),
      (.smpte240M, V4L2_XFER_FUNC_SMPTE240M), (.none, V4L2_XFER_FUNC_NONE),
      (.dciP3, V4L2_XFER_FUNC_DCI_P3), (.smpte2084, V4L2_XFER_FUNC_SMPTE2084),
    ]
    for (ours, theirs) in transfers { #expect(ours.rawValue == theirs.rawValue) }
    let encodings: [(YCbCrEncoding, v4l2_ycbcr_encoding)] = [
      (.default, V4L2_YCBCR_ENC_DEFAULT), (.bt601, V4L2_YCBCR_ENC_601),
      (.rec709, V4L2_YCBCR_ENC_709), (.xv601, V4L2_YCBCR_ENC_XV601),
      (.xv709, V4L2_YCBCR_ENC_XV709), (.sYCC, V4L2_YCBCR_ENC_SYCC),
      (.bt2020, V4L2_YCBCR_ENC_BT2020),
      (.bt2020ConstantLuminance, V4L2_YCBCR_ENC_BT2020_CONST_LUM),
      (.smpte240M, V4L2_YCBCR_ENC_SMPTE240M),
    ]
    for (ours, theirs) in encodings { #expect(ours.rawValue == theirs.rawValue) }
    #expect(YCbCrEncoding.hsv180.rawValue == V4L2_HSV_ENC_180.rawValue)
    #expect(YCbCrEncoding.hsv256.rawValue == V4L2_HSV_ENC_256.rawValue)
    #expect(Quantization.full.rawValue == V4L2_QUANTIZATION_FULL_RANGE.rawValue)
    #expect(Quantization.limited.rawValue == V4L2_QUANTIZATION_LIM_RANGE.rawValue)
    let spaces: [(ColorSpace, v4l2_colorspace)] = [
      (.default, V4L2_COLORSPACE_DEFAULT), (.smpte170M, V4L2_COLORSPACE_SMPTE170M),
      (.smpte240M, V4L2_COLORSPACE_SMPTE240M), (.rec709, V4L2_COLORSPACE_REC709),
      (.sRGB, V4L2_COLORSPACE_SRGB), (.opRGB, V4L2_COLORSPACE_OPRGB),
      (.bt2020, V4L2_COLORSPACE_BT2020), (.raw, V4L2_COLORSPACE_RAW),
      (.dciP3, V4L2_COLORSPACE_DCI_P3), (.jpeg, V4L2_COLORSPACE_JPEG),
    ]
    for (ours, theirs) in spaces { #expect(ours.rawValue == theirs.rawValue) }
  }

  @Test("flags are the kernel's") func flags() {
    #expect(FormatFlags.compressed.rawValue == UInt32(V4L2_FMT_FLAG_COMPRESSED))
    #expect(FormatFlags.emulated.rawValue == UInt32(V4L2_FMT_FLAG_EMULATED))
    #expect(
      FormatFlags.continuousBytestream.rawValue == UInt32(V4L2_FMT_FLAG_CONTINUOUS_BYTESTREAM))
    #expect(FormatFlags.dynamicResolution.rawValue == UInt32(V4L2_FMT_FLAG_DYN_RESOLUTION))
    #expect(
      FormatFlags.encoderCaptureIntervals.rawValue == UInt32(V4L2_FMT_FLAG_ENC_CAP_FRAME_INTERVAL))
    #expect(FormatFlags.cscColorSpace.rawValue == UInt32(V4L2_FMT_FLAG_CSC_COLORSPACE))
    #expect(FormatFlags.cscTransfer.rawValue == UInt32(V4L2_FMT_FLAG_CSC_XFER_FUNC))
    #expect(FormatFlags.cscEncoding.rawValue == UInt32(V4L2_FMT_FLAG_CSC_YCBCR_ENC))
    #expect(FormatFlags.cscQuantization.rawValue == UInt32(V4L2_FMT_FLAG_CSC_QUANTIZATION))
  }

  @Test("numbers without a name survive JSON", arguments: [0, 1, 14, 99, UInt32.max])
  func survive(_ value: UInt32) throws {
    func roundTrip<Constant: NamedConstant>(_ constant: Constant) throws {
      let data = try JSONEncoder().encode([constant])
      #expect(try JSONDecoder().decode([Constant].self, from: data) == [constant])
    }
    try roundTrip(QueueType(rawValue: value))
    try roundTrip(ColorSpace(rawValue: value))
    try roundTrip(TransferFunction(rawValue: value))
    try roundTrip(YCbCrEncoding(rawValue: value))
    try roundTrip(Quantization(rawValue: value))
    try roundTrip(Field(rawValue: value))
  }

  @Test("defaults follow the colour space") func defaults() {
    let camera = Colorimetry(colorSpace: .sRGB)
    #expect(camera.effectiveTransfer == .sRGB && camera.effectiveEncoding == .bt601)
    #expect(camera.effectiveQuantization(isRGBOrHSV: false) == .limited)
    #expect(camera.effectiveQuantization(isRGBOrHSV: true) == .full)
    let jpeg = Colorimetry(colorSpace: .jpeg)
    #expect(jpeg.effectiveQuantization(isRGBOrHSV: false) == .full)
    let film = Colorimetry(colorSpace: .dciP3)
    #expect(film.effectiveTransfer == .dciP3 && film.effectiveEncoding == .rec709)
    let stated = Colorimetry(
      colorSpace: .rec709, transfer: .none, encoding: .bt601, quantization: .full)
    #expect(stated.effectiveTransfer == .none && stated.effectiveEncoding == .bt601)
    #expect(stated.effectiveQuantization(isRGBOrHSV: false) == .full)
  }
}
