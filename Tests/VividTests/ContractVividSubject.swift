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

  private init() {
    var paths: [ContractRole: String] = [:]
    for node in DeviceDirectory().devices().flatMap(\.nodes) {
      guard let information = try? Device(path: node.path).information,
        information.driver == "vivid"
      else { continue }
      let role: ContractRole
      switch information.pictureCaptureQueue {
      case .videoCapture?: role = .webcam
      case .videoCaptureMultiplanar?: role = .multiplanar
      default: continue
      }
      if paths[role] == nil { paths[role] = node.path }
    }
    self.paths = paths
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
    }
  }

  func recover(_ role: ContractRole) {
    // A device that was disconnected is there again once its last file is closed.
    for _ in 0..<100 {
      if let device = try? open(role) {
        _ = try? device.setValue(0, of: .vividDroppedPercentage)
        _ = try? device.setValue(0, of: .vividWrapsSequence)
        return
      }
      pause(.milliseconds(20))
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
}
