internal import CVideoDev2
internal import SystemIO
internal import SystemPackage

/// The bytes of recorded frames, read where they are needed.
final class FrameSource: Sendable {
  private let descriptor: Int32

  init(_ path: String) throws(RecordingError) {
    descriptor = unsafe cv_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { throw .unreadable(Errno(rawValue: -descriptor)) }
  }

  deinit { _ = cv_close(descriptor) }

  /// Reads a plane's bytes to an address; false when the file has not got them any more.
  func read(_ plane: RecordedCall.Plane, to address: UInt, limit: Int) -> Bool {
    let wanted = min(plane.length, limit)
    var done = 0
    while done < wanted {
      let count = unsafe pread(
        descriptor, UnsafeMutableRawPointer(bitPattern: address + UInt(done)), wanted - done,
        plane.fileOffset + done)
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
