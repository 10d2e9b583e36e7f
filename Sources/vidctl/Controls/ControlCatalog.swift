import V4L2
import VideoFormats

/// The controls of a device, by the names that people type.
struct ControlCatalog {
  let node: String
  /// Every control and heading, in the kernel's order.
  let controls: [ControlDescription]

  init(node: String, controls: [ControlDescription]) {
    self.node = node
    self.controls = controls
  }

  init(of device: Device) throws(V4L2Error) {
    self.init(node: device.path, controls: try device.controls())
  }

  /// Controls without the headings.
  var settings: [ControlDescription] { controls.filter { !$0.isHeading } }

  /// The control of a name as it is typed, of a driver's own name, or of a number such as `0x00980900`.
  func find(_ name: String) throws(Failure) -> ControlDescription {
    if let number = Self.number(name) {
      if let found = settings.first(where: { $0.id == number }) { return found }
      throw Failure(
        .cannotDo, "\(node): there is no control \(number); 'vidctl controls \(node)' lists those")
    }
    let key = ControlDescription.key(of: name)
    let found = settings.filter { $0.key == key }
    if found.count > 1 {
      let ids = found.map { "\($0.id)" }.joined(separator: ", ")
      throw .usage("\(node): several controls are called \(key); name one by its number: \(ids)")
    }
    if let only = found.first { return only }
    let near = suggestions(for: key)
    let advice =
      near.isEmpty
      ? "'vidctl controls \(node)' lists those there are"
      : "did you mean \(near.joined(separator: ", "))?"
    throw Failure(.cannotDo, "\(node): there is no control '\(name)'; \(advice)")
  }

  private static func number(_ text: String) -> ControlID? {
    guard text.lowercased().hasPrefix("0x") else { return nil }
    return UInt32(text.dropFirst(2), radix: 16).map { ControlID(rawValue: $0) }
  }

  /// The names that differ least, the nearest first.
  private func suggestions(for key: String) -> [String] {
    let wanted = Array(key.utf8)
    guard !wanted.isEmpty else { return [] }
    let ranked = settings.map { control in
      let name = control.key
      // A piece of the name is nearer than any misspelling.
      let isPart = wanted.count > 2 && (name.contains(key) || key.contains(name) && !name.isEmpty)
      return (name: name, distance: isPart ? 0 : editDistance(wanted, Array(name.utf8)))
    }.filter { $0.distance <= max(2, wanted.count / 3) }
    return ranked.sorted { ($0.distance, $0.name.count) < ($1.distance, $1.name.count) }.prefix(3)
      .map(\.name)
  }
}
