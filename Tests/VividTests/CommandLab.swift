import FoundationEssentials
import TestSupport
import Testing
import V4L2
import VideoFormats

/// The vivid device that the commands are tried on, and what makes trying easy.
///
/// It is the last single-planar one, because the contract has the first.
enum CommandLab {
  /// The node, if this machine has one.
  static let node: String? = DeviceDirectory().devices().flatMap(\.nodes).map(\.path).last {
    guard let information = try? Device(path: $0).information else { return false }
    return information.driver == "vivid" && information.pictureCaptureQueue == .videoCapture
  }

  /// Whether the tests of commands should begin.
  static var isOpen: Bool { Lab.isRequired || node != nil }

  /// A request every test device grants: 115200 bytes a frame.
  static let request = "--input 0 --format YUYV --size 320x180 --rate 25"
  /// Bytes of a frame of that request.
  static let frameBytes = 320 * 180 * 2

  /// Runs a script in a folder of its own: `$NODE` is the device, `capture` asks for `request`.
  static func script(_ text: String) async throws -> Tool.Outcome {
    let node = try #require(node, "no single-planar vivid capture node on this machine")
    return try await Tool.shell(
      """
      set -u; folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      capture() { "$VIDCTL" capture "$NODE" \(request) "$@"; }
      await_file() { for _ in $(seq 200); do [ -s "$1" ] && return; sleep 0.1; done; return 1; }
      \(text)
      """, environment: ["NODE": node])
  }

  /// The parts of the capture document that the tests look at.
  struct Report: Decodable {
    struct Output: Decodable {
      var frames: Int
      var bytes: Int
    }
    struct Granted: Decodable {
      var fourcc: String
      var width: Int
      var height: Int
    }
    var granted: Granted
    var adjustments: [String]
    var frames: Int
    var bytes: Int
    var fps: Double
    var output: Output
    var end: String
    var error: String?
  }

  /// Reads a document of the tool's.
  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
