import SystemPackage
import V4L2
import VideoFormats

/// An input that shows an EDID to its source, or an output that has read its display's.
struct EDIDConnector {
  let device: Device
  /// Its number.
  let index: Int
  /// Its name; nil where the device has no inputs or outputs by name.
  let name: String?
  /// Whether it is an input.
  let isInput: Bool

  /// Finds the input, or on a device without any the output: the chosen one where no number is given.
  init(_ device: Device, input number: Int?) throws {
    self.device = device
    let inputs = try device.inputs().map { ($0.index, $0.name) }
    let outputs = inputs.isEmpty ? try device.outputs().map { ($0.index, $0.name) } : []
    isInput = outputs.isEmpty
    let known = isInput ? inputs : outputs
    let chosen = isInput ? try device.currentInput() : try device.currentOutput()
    index = number ?? chosen ?? 0
    name = known.first { [index] in $0.0 == index }?.1
    guard name != nil || (known.isEmpty && number == nil) else {
      let list = known.map { "\($0.0) (\($0.1))" }.joined(separator: ", ")
      throw Failure(
        .cannotDo,
        "\(device.path): no \(isInput ? "input" : "output") \(index): "
          + (known.isEmpty ? "it has none to choose from" : "it has \(list)"))
    }
  }

  /// `/dev/video0: input 3 (HDMI)`.
  var title: String {
    "\(device.path): \(isInput ? "input" : "output") \(index)" + (name.map { " (\($0))" } ?? "")
  }

  /// The EDID, or in one sentence why there is none.
  func edid() throws -> EDID {
    if let edid = try device.edid(input: index) { return edid }
    throw takesEDID ? none : Self.impossible(title, device.path)
  }

  /// Gives the input an EDID and answers with what it then shows.
  func write(_ edid: EDID) throws -> EDID {
    try change { () throws(V4L2Error) in try device.setEDID(edid, input: index) }
    guard let stored = try device.edid(input: index) else {
      throw Failure(
        .failure,
        "\(title) shows no EDID though the driver took one; "
          + "see the kernel log ('dmesg') for what the driver says")
    }
    return stored
  }

  /// Takes the EDID away.
  func clear() throws {
    try change { () throws(V4L2Error) in try device.clearEDID(input: index) }
  }

  private func change(_ body: () throws(V4L2Error) -> Void) throws {
    do throws(V4L2Error) {
      try body()
    } catch {
      let absent: [Errno] = [.invalidArgument, .inappropriateIOCTLForDevice, .noData]
      guard let errno = error.errno, absent.contains(errno), !takesEDID else { throw error }
      throw Self.impossible(title, device.path)
    }
  }

  /// Whether it is one of those that have digital timings.
  private var takesEDID: Bool {
    guard isInput else {
      return (try? device.outputs())?.first { $0.index == index }?.hasDVTimings == true
    }
    return (try? device.inputs())?.first { $0.index == index }?.hasDVTimings == true
  }

  private var none: Failure {
    Failure(
      .cannotDo,
      isInput
        ? "\(title) shows no EDID, so its source sees nothing connected; "
          + "give it one with 'vidctl edid \(device.path) --input \(index) --write FILE'"
        : "\(title) has read no EDID; check the cable and whether the display is on")
  }

  private static func impossible(_ title: String, _ path: String) -> Failure {
    Failure(
      .cannotDo,
      "\(title) has no EDID, as it takes no digital signal; "
        + "choose another with --input, 'vidctl info \(path)' lists them")
  }
}
