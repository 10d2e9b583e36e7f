internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

/// The grabber's inputs, by what they are.
enum GrabberInput {
  static let camera = 0
  static let tuner = 1
  static let sVideo = 2
  static let hdmi = 3
}

extension ContractSubject {
  /// The open device, with one of its inputs chosen.
  func open(_ role: ContractRole, input: Int) throws -> Device {
    let device = try open(role)
    try device.selectInput(input)
    return device
  }
}

// Choosing inputs, and what follows for the format.
extension ContractCase {
  static let inputs: [Clause] = [
    (
      "every input says what it is and what applies to it",
      { subject, role in
        let inputs = try subject.open(role).inputs()
        try #require(inputs.count == 4)
        #expect(Set(inputs.map(\.name)).count == 4)
        #expect(inputs.map(\.kind) == [.camera, .tuner, .camera, .camera])
        #expect(inputs.map(\.hasStandards) == [false, true, true, false])
        #expect(inputs.map(\.hasDVTimings) == [false, false, false, true])
        #expect(inputs.map(\.standards) == [[], .all, .all, []])
        #expect(inputs.map(\.tuner) == [nil, 0, nil, nil])
        #expect(inputs.map(\.audioInputs) == [[], [0, 1], [0, 1], []])
        #expect(inputs.allSatisfy { $0.status.description == "ok" })
      }
    ),
    (
      "the format follows the input, and that of a camera comes back",
      { subject, role in
        let device = try subject.open(role)
        let camera = try device.format(of: .videoCapture)
        let expected: [(Int, Size, Field)] = [
          (GrabberInput.tuner, Size(width: 720, height: 576), .interlaced),
          (GrabberInput.sVideo, Size(width: 720, height: 576), .interlaced),
          (GrabberInput.hdmi, Size(width: 1280, height: 720), .none),
        ]
        for (input, size, field) in expected {
          try device.selectInput(input)
          #expect(try device.currentInput() == input)
          let format = try device.format(of: .videoCapture)
          #expect(format.size == size)
          #expect(format.field == field)
          #expect(format.pixelFormat == camera.pixelFormat)
          // Choosing it again is no choice.
          try device.selectInput(input)
          #expect(try device.format(of: .videoCapture) == format)
        }
        try device.selectInput(GrabberInput.camera)
        #expect(try device.format(of: .videoCapture) == camera)
      }
    ),
    (
      "an input that is not there is refused, and nothing changes",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        for wrong in [-1, 4, 1 << 20, Int.max] {
          let error = failure { () throws(V4L2Error) in try device.selectInput(wrong) }
          #expect(error?.errno == .invalidArgument)
          #expect(error?.operation == "VIDIOC_S_INPUT")
        }
        #expect(try device.currentInput() == GrabberInput.sVideo)
      }
    ),
    (
      "an input cannot change while buffers exist",
      { subject, role in
        let device = try subject.open(role)
        let allocated = try subject.queue(role, on: device).allocate()
        let error = failure { () throws(V4L2Error) in
          try device.selectInput(GrabberInput.sVideo)
        }
        #expect(error?.errno == .resourceBusy)
        try device.selectInput(GrabberInput.camera)
        _ = allocated.release()
        try device.selectInput(GrabberInput.sVideo)
        #expect(try device.currentInput() == GrabberInput.sVideo)
      }
    ),
    (
      "a scaler offers a range of sizes at the signal's own rate",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.sVideo)
        let sizes = try device.sizes(of: .yuyv)
        try #require(sizes.count == 1)
        guard case .stepwise(let least, let most, _) = sizes[0].size else {
          Issue.record("no range but \(sizes[0].size)")
          return
        }
        #expect(least.width < 720 && most.width > 720)
        guard case .discrete(let interval)? = sizes[0].intervals.first else {
          Issue.record("no interval but \(sizes[0].intervals)")
          return
        }
        #expect(interval.isEquivalent(to: Interval(1, 25)))
        let queue = try device.captureQueue()
        let granted = try #require(try queue.setInterval(Interval(1, 60)))
        #expect(granted.isEquivalent(to: Interval(1, 25)))
        let scaled = try queue.setFormat(Format(.yuyv, width: 360, height: 288))
        #expect(scaled.granted.size == Size(width: 360, height: 288))
      }
    ),
    (
      "every input streams",
      { subject, role in
        for input in [GrabberInput.tuner, GrabberInput.sVideo, GrabberInput.hdmi] {
          let device = try subject.open(role, input: input)
          let queue = try device.captureQueue()
          _ = try queue.setFormat(Format(.yuyv, width: 320, height: 180))
          var stream = try queue.allocate().start()
          let outcome = try stream.outcome()
          #expect(outcome == "frame")
        }
      }
    ),
  ]

  static let outputs: [Clause] = [
    (
      "every output says what it is and can be chosen",
      { subject, role in
        let device = try subject.open(role)
        let outputs = try device.outputs()
        try #require(outputs.map(\.index) == [0, 1])
        #expect(outputs.map(\.kind) == [.cable, .cable])
        #expect(outputs.map(\.hasStandards) == [true, false])
        #expect(outputs.map(\.hasDVTimings) == [false, true])
        #expect(outputs.map(\.standards) == [.all, []])
        #expect(outputs.map(\.audioOutputs) == [[0, 1], []])
        #expect(outputs.allSatisfy { !$0.name.isEmpty })
        for index in [1, 0, 0] {
          try device.selectOutput(index)
          #expect(try device.currentOutput() == index)
        }
        for wrong in [-1, 2, Int.max] {
          let error = failure { () throws(V4L2Error) in try device.selectOutput(wrong) }
          #expect(error?.errno == .invalidArgument)
          #expect(error?.operation == "VIDIOC_S_OUTPUT")
        }
      }
    ),
    (
      "a device that puts out has no inputs, and one that captures no outputs",
      { subject, role in
        let device = try subject.open(role)
        #expect(try device.inputs().isEmpty)
        #expect(try device.currentInput() == nil)
        let webcam = try subject.open(.webcam)
        #expect(try webcam.outputs().isEmpty)
        #expect(try webcam.currentOutput() == nil)
      }
    ),
  ]
}
