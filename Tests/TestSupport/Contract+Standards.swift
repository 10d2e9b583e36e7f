internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Analogue standards: listed, set and detected.
extension ContractCase {
  static let standards: [Clause] = [
    (
      "an input lists its standards, each with its lines and rate",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        let list = try device.standards()
        #expect(list.map(\.index) == Array(list.indices))
        #expect(list.count > 15)
        for entry in list {
          #expect(entry.standard.lines == entry.lines)
          #expect(entry.standard.interval == entry.interval)
          #expect(VideoStandard(named: entry.name) == entry.standard)
        }
        #expect(list.reduce(VideoStandard()) { $0.union($1.standard) } == .all)
      }
    ),
    (
      "where no standards apply there are none, and none can be set",
      { subject, role in
        for input in [GrabberInput.camera, GrabberInput.hdmi] {
          let device = try subject.open(role, input: input)
          #expect(try device.standards().isEmpty)
          #expect(try device.standard() == nil)
          #expect(try device.detectStandard() == .unsupported)
          let error = failure { () throws(V4L2Error) in try device.setStandard(.pal) }
          #expect(error?.errno == .noData)
          #expect(error?.description.contains("does not apply to the chosen input") == true)
        }
        // A device without any such input does not even know the request.
        let webcam = try subject.open(.webcam)
        #expect(try webcam.standards().isEmpty && webcam.standard() == nil)
        #expect(try webcam.detectStandard() == .unsupported)
      }
    ),
    (
      "a standard is set, read back, and changes size and rate",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        #expect(try device.standard() == .pal)
        for (standard, size) in [
          (VideoStandard.ntscM, Size(width: 720, height: 480)),
          (.secamL, Size(width: 720, height: 576)), (.pal60, Size(width: 720, height: 480)),
          (.pal, Size(width: 720, height: 576)),
        ] {
          try device.setStandard(standard)
          #expect(try device.standard() == standard)
          #expect(try device.format(of: .videoCapture).size == size)
          let interval = try #require(try device.interval(of: .videoCapture))
          #expect(standard.interval?.isEquivalent(to: interval) == true)
        }
      }
    ),
    (
      "a standard that the input has not is refused, and nothing changes",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        for wrong: VideoStandard in [[], .atsc, VideoStandard(rawValue: 1 << 60)] {
          let error = failure { () throws(V4L2Error) in try device.setStandard(wrong) }
          #expect(error?.errno == .invalidArgument)
          #expect(error?.description.contains("cannot take this standard") == true)
        }
        #expect(try device.standard() == .pal)
      }
    ),
    (
      "each input has a standard of its own",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        try device.setStandard(.ntscM)
        try device.selectInput(GrabberInput.tuner)
        #expect(try device.standard() == .pal)
        try device.selectInput(GrabberInput.sVideo)
        #expect(try device.standard() == .ntscM)
      }
    ),
    (
      "a standard cannot change while buffers exist, and can be detected then",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        let allocated = try device.captureQueue().allocate()
        let error = failure { () throws(V4L2Error) in try device.setStandard(.ntscM) }
        #expect(error?.errno == .resourceBusy)
        #expect(error?.operation == "VIDIOC_S_STD")
        // The one that is set is no change.
        try device.setStandard(.pal)
        #expect(try device.detectStandard() == .detected(.pal))
        #expect(allocated.format.size == Size(width: 720, height: 576))
      }
    ),
    (
      "the signal's standard is detected, and nothing is set by it",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        #expect(try device.detectStandard() == .detected(.pal))
        try subject.inject(.sendsNTSC, on: role)
        let found = try device.detectStandard()
        #expect(found == .detected(.ntscM))
        #expect(try device.standard() == .pal)
        try device.setStandard(try #require(found.standard))
        #expect(try device.standard() == .ntscM)
      }
    ),
    (
      "no signal, and none that is stable, are outcomes that the input tells too",
      { subject, role in
        for (fault, status) in [
          (ContractFault.losesSignal, Input.Status.noSignal), (.losesLock, .noHorizontalLock),
        ] {
          let device = try subject.open(role, input: GrabberInput.sVideo)
          try subject.inject(fault, on: role)
          let found = try device.detectStandard()
          #expect(found == .noSignal)
          #expect(found.description.contains("check the cable"))
          let input = try #require(try device.inputs().dropFirst(GrabberInput.sVideo).first)
          #expect(input.status == status)
          #expect(try device.standard() == .pal)
          subject.recover(role)
        }
      }
    ),
  ]
}
