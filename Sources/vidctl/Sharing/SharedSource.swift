import Capture
import SystemIO

/// `share:PATH` in the place of a device.
enum SharedSource {
  private static let prefix = "share:"

  /// The path of the socket; nil for a device.
  static func path(_ reference: String) -> String? {
    reference.hasPrefix(prefix) ? String(reference.dropFirst(prefix.count)) : nil
  }

  /// A recording has no other processes in it.
  static func checkMachine() throws(Failure) {
    guard Machine.current.isLive else {
      throw Failure.usage(
        "a replay has no other processes to share frames with; replay a capture, or share a device")
    }
  }

  /// Frames of another process have none of a device's settings: whoever asks for them is told so.
  static func check(_ wanted: CameraConfiguration, _ policy: SourceChangePolicy?) throws(Failure) {
    var rest = wanted
    (rest.timeout, rest.tolerance) = (nil, .exact)
    guard rest == CameraConfiguration() else {
      throw Failure.usage(
        "what is shared is as the other process has it; leave out format, size, rate, source, buffers and memory, or "
          + "give them to 'vidctl share'")
    }
    if policy == .segment {
      throw Failure.usage(
        "what is shared is not continued in another file; use '--on-change follow' or 'stop'")
    }
  }
}
