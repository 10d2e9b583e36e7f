internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Digital timings: listed, set and detected.
extension ContractCase {
  /// Timings of the device's by a name that means one of them.
  private static func timings(_ name: String, of device: Device) throws -> VideoTimings {
    try #require(VideoTimings.matching(name, among: try device.timingsList()).first)
  }

  static let timings: [Clause] = [
    (
      "an input lists its timings, and each can be told by its name",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let list = try device.timingsList()
        let names = list.map(\.description)
        for name in ["640x480p59.94", "1280x720p60", "1920x1080i50", "1920x1080p60"] {
          #expect(names.contains(name))
        }
        let capabilities = try #require(try device.timingsCapabilities())
        #expect(capabilities.kinds == [.interlaced, .progressive])
        #expect(capabilities.standards.contains(.cea861))
        for timings in list {
          #expect(timings.interval != nil && timings.matches(timings.description))
          #expect(timings.width <= capabilities.largest.width)
          #expect(timings.height >= capabilities.smallest.height)
          #expect(timings.pixelClock <= capabilities.fastestClock)
          #expect(timings.pixelClock >= capabilities.slowestClock)
        }
      }
    ),
    (
      "where no timings apply there are none, and none can be set",
      { subject, role in
        let usual = try timings("1080p60", of: subject.open(role, input: GrabberInput.hdmi))
        for input in [GrabberInput.camera, GrabberInput.sVideo] {
          let device = try subject.open(role, input: input)
          #expect(try device.timingsList().isEmpty)
          #expect(try device.timings() == nil)
          #expect(try device.timingsCapabilities() == nil)
          #expect(try device.detectTimings() == .unsupported)
          let error = failure { () throws(V4L2Error) in try device.setTimings(usual) }
          #expect(error?.errno == .noData)
        }
        let webcam = try subject.open(.webcam)
        #expect(try webcam.timings() == nil && webcam.timingsCapabilities() == nil)
        #expect(try webcam.detectTimings() == .unsupported)
      }
    ),
    (
      "timings are set, read back, and change size, rate and field",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        #expect(try device.timings()?.description == "1280x720p60")
        for (name, size, field) in [
          ("1920x1080p60", Size(width: 1920, height: 1080), Field.none),
          ("1920x1080i50", Size(width: 1920, height: 540), .alternate),
          ("720x576p50", Size(width: 720, height: 576), .none),
          ("1280x720p60", Size(width: 1280, height: 720), .none),
        ] {
          let wanted = try timings(name, of: device)
          let granted = try device.setTimings(wanted)
          #expect(granted == wanted)
          #expect(try device.timings() == granted)
          let format = try device.format(of: .videoCapture)
          #expect(format.size == size, "\(name)")
          #expect(format.field == field, "\(name)")
          let interval = try #require(try device.interval(of: .videoCapture))
          #expect(granted.interval?.isEquivalent(to: interval) == true, "\(name)")
        }
      }
    ),
    (
      "timings that no device has are refused, and nothing changes",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let before = try #require(try device.timings())
        var large = before
        large.width = 100_000
        var fast = before
        fast.pixelClock = 4_000_000_000
        let nothing = VideoTimings(
          width: 0, height: 0, pixelClock: 0, horizontal: VideoTimings.Blanking(),
          vertical: VideoTimings.Blanking())
        for wrong in [large, fast, nothing] {
          let error = failure { () throws(V4L2Error) in try device.setTimings(wrong) }
          #expect(error?.errno == .invalidArgument)
          #expect(error?.description.contains("cannot take these timings") == true)
        }
        #expect(try device.timings() == before)
      }
    ),
    (
      "timings cannot change while buffers exist, and can be detected then",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let current = try #require(try device.timings())
        let other = try timings("720x576p50", of: device)
        let allocated = try device.captureQueue().allocate()
        let error = failure { () throws(V4L2Error) in try device.setTimings(other) }
        #expect(error?.errno == .resourceBusy)
        #expect(error?.operation == "VIDIOC_S_DV_TIMINGS")
        #expect(try device.setTimings(current) == current)
        #expect(try device.detectTimings() == .detected(current))
        #expect(allocated.format.size == current.size)
      }
    ),
    (
      "each way in which a signal can fail is an outcome of its own",
      { subject, role in
        let outcomes: [(ContractFault, TimingsDetection, Input.Status)] = [
          (.losesSignal, .noLink, .noSignal), (.losesLock, .noLock, .noHorizontalLock),
          (.sendsTooFast, .outOfRange, .noHorizontalLock),
        ]
        for (fault, outcome, status) in outcomes {
          let device = try subject.open(role, input: GrabberInput.hdmi)
          let before = try #require(try device.timings())
          #expect(try device.detectTimings() == .detected(before))
          try subject.inject(fault, on: role)
          let found = try device.detectTimings()
          #expect(found == outcome)
          #expect(found.timings == nil && found.description.contains(": "))
          #expect(try device.inputs()[GrabberInput.hdmi].status == status)
          #expect(try device.timings() == before)
          subject.recover(role)
        }
      }
    ),
  ]
}
