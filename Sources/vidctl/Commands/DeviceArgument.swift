import ArgumentParser
import V4L2
import VideoFormats

/// The DEVICE every command takes.
struct DeviceArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A node path, a number, or a stable identity of a video device.", valueName: "device"),
    completion: .custom { _, _, _ in DeviceArgument.candidates() })
  var device: String

  func validate() throws {
    guard !device.isEmpty else {
      throw ValidationError("DEVICE is empty; name one that 'vidctl devices' lists")
    }
  }

  /// Opens the device.
  func open() throws -> Device {
    try Device(device)
  }

  /// What a shell may complete a device with: nodes and USB identities.
  static func candidates() -> [String] {
    DeviceDirectory().devices().flatMap { device in
      device.nodes.map(\.path) + (device.usb.map { ["\($0)"] } ?? [])
    }
  }
}

/// `--json`, which every describing command has.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Write one JSON document to standard output.")
  var isWanted = false
}
