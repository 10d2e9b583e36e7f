import FakeDriver
import SystemIO
import TestSupport
import VideoFormats

/// The pretended driver as the contract sees it.
struct FakeSubject: ContractSubject {
  let driver: FakeDriver

  init(_ change: (inout Personality) -> Void = { _ in }) {
    driver = FakeDriver("/dev/video0", nil)
    let personalities: [Personality] = [
      .webcam, .multiplanar, .grabber, .display, .copier, .encoder, .decoder,
    ]
    for (number, personality) in personalities.enumerated() {
      var changed = personality
      change(&changed)
      driver.add("/dev/video\(number)", changed)
    }
  }

  var calls: any SystemCalls { driver }

  func path(of role: ContractRole) -> String? {
    switch role {
    case .webcam: "/dev/video0"
    case .multiplanar: "/dev/video1"
    case .grabber: "/dev/video2"
    case .display: "/dev/video3"
    case .converter: "/dev/video4"
    case .encoder: "/dev/video5"
    case .decoder: "/dev/video6"
    }
  }

  func inject(_ fault: ContractFault, on role: ContractRole) {
    guard let path = path(of: role) else { return }
    let invalidArgument: Int32 = 22
    switch fault {
    case .dropsAllFrames: driver.configure(path) { $0.droppedPercentage = 100 }
    case .damagesNextFrame: driver.configure(path) { $0.marksNextFrameAsDamaged = true }
    case .refusesBuffers: driver.fail("VIDIOC_REQBUFS", errno: invalidArgument)
    case .refusesQueueing: driver.fail("VIDIOC_QBUF", errno: invalidArgument)
    case .refusesStart: driver.fail("VIDIOC_STREAMON", errno: invalidArgument)
    case .failsStreaming: driver.failStreaming(path)
    case .disconnects: driver.disconnect(path)
    case .wrapsSequence: driver.configure(path) { $0.firstSequence = 0xffff_ff80 }
    case .losesSignal:
      driver.configure(path) { $0.signal = .none }
      driver.changeSource(path)
    case .losesLock: driver.configure(path) { $0.signal = .unlocked }
    case .sendsTooFast: driver.configure(path) { $0.signal = .outOfRange }
    case .sendsNTSC: driver.configure(path) { $0.detectedStandard = .ntscM }
    }
  }

  func recover(_ role: ContractRole) {
    guard let path = path(of: role) else { return }
    driver.forgetFaults()
    driver.configure(path) { $0 = Behaviour() }
    driver.resetSource(path)
    driver.resetControls(path)
  }

  func pause(_ duration: Duration) {
    driver.advance(by: duration)
  }

  func ring(_ wake: WakeEvent, after delay: Duration) {
    driver.ring(wake, after: delay)
  }

  func resources() -> ContractResources {
    ContractResources(descriptors: driver.openDescriptors, mappings: driver.liveMappings)
  }
}
