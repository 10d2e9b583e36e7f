internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Cropping and composing.
extension ContractCase {
  private static let whole = Rectangle(width: 720, height: 576)

  static let selections: [Clause] = [
    (
      "where there is nothing to crop every rectangle is nil, and none can be set",
      { subject, role in
        let device = try subject.open(role)
        for (target, _) in SelectionTarget.names {
          #expect(try device.selection(target, of: .videoCapture) == nil)
        }
        let error = failure { () throws(V4L2Error) in
          try device.setSelection(.crop, whole, of: .videoCapture)
        }
        #expect(error?.errno == .noData)
        #expect(error?.description.contains("cannot be set here") == true)
      }
    ),
    (
      "the whole signal is taken to begin with",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        for target: SelectionTarget in [
          .crop, .cropDefault, .cropBounds, .compose, .composeDefault,
        ] {
          #expect(try device.selection(target, of: .videoCapture) == whole, "\(target)")
        }
        let bounds = try #require(try device.selection(.composeBounds, of: .videoCapture))
        #expect(bounds.contains(whole) && bounds != whole)
        #expect(try device.selection(.nativeSize, of: .videoCapture) == nil)
        #expect(try device.selection(.composePadded, of: .videoCapture) == nil)
        // Either API's type will do, and that of another direction will not.
        #expect(try device.selection(.crop, of: .videoCaptureMultiplanar) == whole)
        #expect(try device.selection(.crop, of: .videoOutput) == nil)
      }
    ),
    (
      "a rectangle is set and read back, and the buffer stays as it is",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        let format = try device.format(of: .videoCapture)
        for (target, wanted) in [
          (SelectionTarget.crop, Rectangle(left: 16, top: 8, width: 320, height: 240)),
          (.compose, Rectangle(left: 32, top: 64, width: 360, height: 288)),
        ] {
          // Even sizes are granted as they are where both directions are forbidden.
          let granted = try device.setSelection(
            target, wanted, of: .videoCapture, flags: [.atLeast, .atMost])
          #expect(granted == wanted)
          #expect(try device.selection(target, of: .videoCapture) == granted)
        }
        #expect(try device.format(of: .videoCapture) == format)
      }
    ),
    (
      "a rectangle ends up inside its bounds, whatever is asked for",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        for wanted in [
          Rectangle(left: 5000, top: 5000, width: 100_000, height: 100_000),
          Rectangle(left: -100, top: -100, width: 64, height: 64),
          Rectangle(left: 700, top: 570, width: 100, height: 100),
          Rectangle(left: .min, top: .max, width: .max, height: 1),
          Rectangle(width: 1, height: 1), Rectangle(width: 0, height: 0),
        ] {
          let granted = try device.setSelection(.crop, wanted, of: .videoCapture)
          #expect(whole.contains(granted), "\(wanted) became \(granted)")
          #expect(granted.width > 0 && granted.height > 0)
          #expect(try device.selection(.crop, of: .videoCapture) == granted)
        }
      }
    ),
    (
      "a size that cannot be is rounded as the flags allow, or refused",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        let odd = Rectangle(left: 10, top: 10, width: 321, height: 241)
        let larger = try device.setSelection(.crop, odd, of: .videoCapture, flags: .atLeast)
        #expect(larger.width >= 321 && larger.height >= 241)
        let smaller = try device.setSelection(.crop, odd, of: .videoCapture, flags: .atMost)
        #expect(smaller.width <= 321 && smaller.height <= 241)
        let impossible: [(Rectangle, SelectionFlags)] = [
          (odd, [.atLeast, .atMost]), (Rectangle(width: 1, height: 1), .atMost),
          (Rectangle(width: 6000, height: 6000), .atLeast),
        ]
        for (wanted, flags) in impossible {
          let error = failure { () throws(V4L2Error) in
            try device.setSelection(.crop, wanted, of: .videoCapture, flags: flags)
          }
          #expect(error?.errno == .outOfRange, "\(wanted)")
          #expect(error?.description.contains("obeys the flags") == true)
        }
        #expect(try device.selection(.crop, of: .videoCapture) == smaller)
      }
    ),
    (
      "a target that is only told, and a queue that is not there, cannot be set",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        for target: SelectionTarget in [.cropBounds, .composeDefault, .nativeSize] {
          let error = failure { () throws(V4L2Error) in
            try device.setSelection(target, whole, of: .videoCapture)
          }
          #expect(error?.errno == .invalidArgument)
        }
        let error = failure { () throws(V4L2Error) in
          try device.setSelection(.crop, whole, of: .videoOutput)
        }
        #expect(error?.errno == .invalidArgument)
        #expect(error?.operation == "VIDIOC_S_SELECTION")
      }
    ),
    (
      "a crop that needs larger buffers is busy while there are some",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        let queue = try device.captureQueue()
        _ = try queue.setFormat(Format(.yuyv, width: 64, height: 48))
        let crop = try #require(try device.selection(.crop, of: .videoCapture))
        // The scaler makes things four times as large, and as small, at most.
        #expect(crop.width <= 256 && crop.height <= 192)
        let allocated = try queue.allocate()
        let error = failure { () throws(V4L2Error) in
          try device.setSelection(.crop, whole, of: .videoCapture)
        }
        #expect(error?.errno == .resourceBusy)
        #expect(try device.selection(.crop, of: .videoCapture) == crop)
        // One that fits is allowed all the same.
        let small = Rectangle(left: 2, top: 2, width: 128, height: 96)
        #expect(try device.setSelection(.crop, small, of: .videoCapture, flags: .atMost) == small)
        _ = allocated.release()
        #expect(try device.setSelection(.crop, whole, of: .videoCapture, flags: .atMost) == whole)
        #expect(try device.format(of: .videoCapture).size == Size(width: 180, height: 144))
      }
    ),
    (
      "with fields in buffers of their own, rectangles of the source count both",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let interlaced = VideoTimings.matching("1080i50", among: try device.timingsList())
        try device.setTimings(try #require(interlaced.first))
        let full = Rectangle(width: 1920, height: 1080)
        #expect(try device.selection(.crop, of: .videoCapture) == full)
        let field = Rectangle(width: 1920, height: 540)
        #expect(try device.selection(.compose, of: .videoCapture) == field)
        let wanted = Rectangle(left: 16, top: 8, width: 640, height: 480)
        #expect(
          try device.setSelection(.crop, wanted, of: .videoCapture, flags: .atMost) == wanted)
      }
    ),
  ]
}
