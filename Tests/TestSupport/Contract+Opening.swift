internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Opening, claiming and enumerating.
extension ContractCase {
  static let opening: [Clause] = [
    (
      "a node says who it is and what it can do",
      { subject, role in
        let information = try subject.open(role).information
        #expect(!information.driver.isEmpty)
        #expect(!information.card.isEmpty)
        #expect(!information.busInfo.isEmpty)
        #expect(information.capabilities.contains(.streaming))
        #expect(information.deviceCapabilities.isSuperset(of: information.capabilities))
        let type = role == .webcam ? QueueType.videoCapture : .videoCaptureMultiplanar
        #expect(information.pictureCaptureQueue == type)
        #expect(information.queues.contains(type))
      }
    ),
    (
      "a node that is not there is an error that says so",
      { subject, role in
        let error = failure { () throws(V4L2Error) in
          _ = try Device(path: "/dev/no-such-video-node", calls: subject.calls)
        }
        #expect(error?.errno == .noSuchFileOrDirectory)
        #expect(error?.description.contains("no such video device") == true)
      }
    ),
    (
      "a node is opened as often as one likes",
      { subject, role in
        let devices = try (0..<8).map { _ in try subject.open(role) }
        #expect(Set(devices.map(\.information)).count == 1)
      }
    ),
    (
      "a queue is lent once at a time",
      { subject, role in
        let device = try subject.open(role)
        do {
          let queue = try device.captureQueue()
          let second = failure { () throws(V4L2Error) in _ = try device.captureQueue().type }
          #expect(second?.reason == .queueInUse)
          #expect(queue.type == device.information.pictureCaptureQueue)
        }
        let again = failure { () throws(V4L2Error) in _ = try device.captureQueue().type }
        #expect(again == nil)
      }
    ),
    (
      "the chosen input is one of those on offer, and no other can be chosen",
      { subject, role in
        let device = try subject.open(role)
        let inputs = try device.inputs()
        #expect(inputs.map(\.index) == Array(0..<inputs.count))
        let current = try #require(try device.currentInput())
        #expect(inputs.indices.contains(current))
        try device.selectInput(current)
        let error = failure { () throws(V4L2Error) in try device.selectInput(inputs.count) }
        #expect(error?.errno == .invalidArgument)
      }
    ),
    (
      "the catalogue is complete, in order and without repetition",
      { subject, role in
        let device = try subject.open(role)
        let catalog = try device.formatCatalog()
        #expect(catalog.node == device.path)
        #expect(catalog.queues.count == 1)
        let formats = try #require(catalog.queues.first).formats
        #expect(!formats.isEmpty)
        #expect(Set(formats.map(\.pixelFormat)).count == formats.count)
        for format in formats {
          #expect(!format.description.isEmpty)
          #expect(!format.sizes.isEmpty, "\(format.pixelFormat) has no sizes")
          for size in format.sizes {
            #expect(size.size.contains(size.size.largest))
            #expect(!size.intervals.isEmpty, "\(format.pixelFormat) \(size.size) has no intervals")
          }
        }
      }
    ),
    (
      "a format the node does not list has no sizes",
      { subject, role in
        let sizes = try subject.open(role).sizes(of: PixelFormat(rawValue: 0x3f3f_3f3f))
        #expect(sizes.isEmpty)
      }
    ),
    (
      "a control the device has not is nil, and cannot be set",
      { subject, role in
        let device = try subject.open(role)
        let unknown = ControlID(rawValue: 0x0098_7654)
        #expect(try device.value(of: unknown) == nil)
        let error = failure { () throws(V4L2Error) in try device.setValue(1, of: unknown) }
        #expect(error?.errno == .invalidArgument)
      }
    ),
  ]
}
