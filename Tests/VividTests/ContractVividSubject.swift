import Glibc
import SystemIO
import SystemPackage
import TestSupport
import V4L2
import VideoFormats

/// The kernel's vivid driver as the contract sees it.
struct VividSubject: ContractSubject {
  /// The only instance there needs to be; what it found when the tests began.
  static let shared = VividSubject()

  private let paths: [ContractRole: String]
  /// The EDID of the grabber's HDMI input.
  private let edid: EDID?

  private init() {
    var paths: [ContractRole: String] = [:]
    for node in DeviceDirectory().devices().flatMap(\.nodes) {
      guard let information = try? Device(path: node.path).information,
        ["vivid", "vim2m", "vicodec"].contains(information.driver)
      else { continue }
      for role in Self.roles(of: node.path, information) where paths[role] == nil {
        paths[role] = node.path
      }
    }
    self.paths = paths
    edid = paths[.grabber].flatMap { try? Device(path: $0).edid(input: 3) }
  }

  /// What a node can play.
  private static func roles(of path: String, _ information: DeviceInformation) -> [ContractRole] {
    if information.isMemoryToMemory {
      switch try? Device(path: path).memoryToMemoryKind() {
      case .converter: return [.converter]
      case .encoder: return [.encoder]
      case .decoder: return [.decoder]
      case .statelessDecoder, nil: return []
      }
    }
    switch information.pictureCaptureQueue {
    case .videoCapture?:
      let inputs = (try? Device(path: path).inputs()) ?? []
      return inputs.count == 4 ? [.webcam, .grabber] : [.webcam]
    case .videoCaptureMultiplanar?: return [.multiplanar]
    default:
      let isDisplay =
        information.queues == [.videoOutput] && (try? Device(path: path).outputs().count) == 2
      return isDisplay ? [.display] : []
    }
  }

  /// Whether tests that need a device of this role should begin.
  static func has(_ role: ContractRole) -> Bool {
    Lab.isRequired || shared.path(of: role) != nil
  }

  var calls: any SystemCalls { Kernel.shared }

  func path(of role: ContractRole) -> String? { paths[role] }

  func inject(_ fault: ContractFault, on role: ContractRole) throws {
    let device = try open(role)
    switch fault {
    case .dropsAllFrames: try device.setValue(100, of: .vividDroppedPercentage)
    case .wrapsSequence: try device.setValue(1, of: .vividWrapsSequence)
    case .disconnects: try device.setValue(1, of: .vividDisconnects)
    case .damagesNextFrame: try device.setValue(1, of: .vividDamagesFrame)
    case .refusesBuffers: try device.setValue(1, of: .vividRefusesBuffers)
    case .refusesQueueing: try device.setValue(1, of: .vividRefusesQueueing)
    case .refusesStart: try device.setValue(1, of: .vividRefusesStart)
    case .failsStreaming: try device.setValue(1, of: .vividFailsStreaming)
    case .losesSignal: setSignals(1, on: device)
    case .losesLock: setSignals(2, on: device)
    case .sendsTooFast: try device.setValue(3, of: .vividTimingsSignal)
    case .sendsNTSC:
      try device.setValue(0, of: .vividStandard)
      try device.setValue(4, of: .vividStandardSignal)
    }
  }

  func recover(_ role: ContractRole) {
    // A converter's state is its open file's.
    guard ![.converter, .encoder, .decoder].contains(role) else { return }
    // A device that was disconnected is there again once its last file is closed.
    for _ in 0..<100 {
      if let device = try? open(role) {
        _ = try? device.setValue(0, of: .vividDroppedPercentage)
        _ = try? device.setValue(0, of: .vividWrapsSequence)
        if role == .grabber { try? restoreSource(device) }
        if role == .display { try? device.selectOutput(0) }
        return
      }
      pause(.milliseconds(20))
    }
  }

  /// vivid keeps the state of its signals for each input; the controls speak of the chosen one.
  private func setSignals(_ mode: Int, on device: Device) {
    _ = try? device.setValue(mode, of: .vividStandardSignal)
    _ = try? device.setValue(mode, of: .vividTimingsSignal)
  }

  /// Everything about the source as it was when the driver was loaded.
  private func restoreSource(_ device: Device) throws {
    for input in 0..<4 {
      try device.selectInput(input)
      setSignals(0, on: device)
      if input == 1 || input == 2 { try device.setStandard(.pal) }
    }
    if let edid { try device.setEDID(edid, input: 3) }
    if let usual = VideoTimings.matching("1280x720p60", among: try device.timingsList()).first {
      try device.setTimings(usual)
    }
    try device.setFrequency(175_250_000)
    for input in [2, 1, 0] {
      try device.selectInput(input)
      if input > 0 {
        _ = try device.captureQueue().setFormat(
          Format(.yuyv, width: 720, height: 576, field: .interlaced))
      }
    }
  }

  func pause(_ duration: Duration) {
    usleep(UInt32(clamping: duration.clampedNanoseconds / 1000))
  }

  func ring(_ wake: WakeEvent, after delay: Duration) {
    onThread {
      pause(delay)
      wake.ring()
    }
  }

  func resources() -> ContractResources {
    let descriptors = FileTree.names(in: "/proc/self/fd").filter { name in
      guard let target = FileTree.link("/proc/self/fd/\(name)") else { return false }
      return target.hasPrefix("/dev/video") || target.contains("[eventfd]")
    }
    let mappings = processMaps().split(separator: "\n").filter { $0.contains("/dev/video") }
    return ContractResources(descriptors: descriptors.count, mappings: mappings.count)
  }
}

extension ControlID {
  static let vividWrapsSequence = ControlID(rawValue: 0x00f0_f026)
  static let vividDroppedPercentage = ControlID(rawValue: 0x00f0_f040)
  static let vividDisconnects = ControlID(rawValue: 0x00f0_f041)
  static let vividDamagesFrame = ControlID(rawValue: 0x00f0_f042)
  static let vividRefusesBuffers = ControlID(rawValue: 0x00f0_f043)
  static let vividRefusesQueueing = ControlID(rawValue: 0x00f0_f044)
  static let vividRefusesStart = ControlID(rawValue: 0x00f0_f045)
  static let vividFailsStreaming = ControlID(rawValue: 0x00f0_f046)
  static let vividStandardSignal = ControlID(rawValue: 0x00f0_f03c)
  static let vividStandard = ControlID(rawValue: 0x00f0_f03d)
  static let vividTimingsSignal = ControlID(rawValue: 0x00f0_f03e)
}
