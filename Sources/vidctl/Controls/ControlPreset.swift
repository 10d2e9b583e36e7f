import FoundationEssentials
import SystemPackage
import V4L2

/// The values of a camera's controls in a file. Docs/JSON.md describes every key.
struct ControlPreset: Codable, Hashable {
  /// What the file says it is.
  static let name = "vidctl-controls"
  static let newestVersion = 1
  /// Larger than any preset.
  private static let limit = 1 << 24

  var format = ControlPreset.name
  var version = ControlPreset.newestVersion
  var device: Camera
  var controls: [Entry]

  /// The camera it was taken from.
  struct Camera: Codable, Hashable {
    var card: String
    var driver: String
  }

  /// A control and its value.
  struct Entry: Codable, Hashable {
    var id: String
    var name: String
    var value: ControlEntryValue
    /// Whether something else set it, so that its value was not chosen; it is stored to be looked at.
    var isInactive: Bool?
  }

  /// Everything that can be read and set again.
  init(of device: Device) throws(V4L2Error) {
    let controls = try device.controls().filter { $0.isReadable && $0.isSettable }
    self.device = Camera(card: device.information.card, driver: device.information.driver)
    var entries: [Entry] = []
    for reading in try device.readings(of: controls) {
      // A preset that leaves one out without a word would not bring everything back.
      if let failure = reading.failure { throw failure }
      guard let value = reading.value else { continue }
      entries.append(
        Entry(
          id: "\(reading.control.id)", name: reading.control.key, value: ControlEntryValue(value),
          isInactive: reading.control.flags.contains(.inactive) ? true : nil))
    }
    self.controls = entries
  }

  init(device: Camera, controls: [Entry]) {
    self.device = device
    self.controls = controls
  }

  /// Reads a file, or says in one sentence what is wrong with it.
  static func read(_ path: String) throws(Failure) -> ControlPreset {
    let name = path == "-" ? "standard input" : path
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try WholeFile.read(path, limit: limit)
    } catch {
      switch error {
      case .isDirectory: throw .usage("\(name): a folder; name a file in it")
      case .permissionDenied:
        throw Failure(.noPermission, "\(name): can't be read: \(error); choose another file")
      default:
        throw Failure(
          .failure, "\(name): can't be read: \(error); name a file that 'save' has written")
      }
    }
    let decoder = JSONDecoder()
    let data = Data(bytes)
    guard let head = try? decoder.decode(Head.self, from: data), head.format == Self.name else {
      throw .usage("\(name): no preset of controls; name a file that 'save' has written")
    }
    guard head.version == Self.newestVersion else {
      throw .usage(
        "\(name): a preset of version \(head.version), and this vidctl reads version "
          + "\(Self.newestVersion); use a newer vidctl")
    }
    do {
      return try decoder.decode(ControlPreset.self, from: data)
    } catch {
      throw .usage("\(name): a damaged preset; save it again, or mend what was edited")
    }
  }

  private struct Head: Decodable {
    var format: String
    var version: Int
  }

  /// Why this camera may not be the one it was taken from; nil when it seems to be.
  func difference(from device: Device) -> String? {
    let now = Camera(card: device.information.card, driver: device.information.driver)
    guard now != self.device else { return nil }
    return "the preset is of another camera: '\(self.device.card)' (\(self.device.driver)), "
      + "and this is '\(now.card)' (\(now.driver))"
  }

  /// The settings for this camera, and what has no place here. Controls are found by number, then by name.
  func settings(
    in catalog: ControlCatalog
  ) -> (settings: [ControlSetting], left: [ControlOutcome.Left]) {
    var settings: [ControlSetting] = []
    var left: [ControlOutcome.Left] = []
    for entry in controls {
      guard let control = find(entry, catalog) else {
        left.append(
          ControlOutcome.Left(name: entry.name, reason: "there is no such control here"))
        continue
      }
      guard !settings.contains(where: { $0.control.id == control.id }) else {
        left.append(
          ControlOutcome.Left(name: entry.name, id: control.id, reason: "it is in the file twice"))
        continue
      }
      guard entry.isInactive != true else {
        left.append(
          ControlOutcome.Left(
            name: entry.name, id: control.id, reason: "another control set it when it was saved",
            isFine: true))
        continue
      }
      settings.append(ControlSetting(control, entry.value.value(for: control)))
    }
    return (settings, left)
  }

  private func find(_ entry: Entry, _ catalog: ControlCatalog) -> ControlDescription? {
    let byNumber = catalog.settings.first { "\($0.id)" == entry.id.lowercased() }
    // Drivers number their own controls as they like: the name has to fit as well.
    if let byNumber, byNumber.key == entry.name { return byNumber }
    let byName = catalog.settings.filter { $0.key == entry.name }
    if byName.count == 1 { return byName[0] }
    return byName.isEmpty && byNumber.map { Self.isStandard($0.id) } == true ? byNumber : nil
  }

  /// Whether a number means the same on every device.
  private static func isStandard(_ id: ControlID) -> Bool {
    // From here on old drivers number their own.
    id.rawValue < 0x0800_0000 && id.rawValue & 0xffff < 0x1000
  }
}
