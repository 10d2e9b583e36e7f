import Imaging
import SystemPackage
import VideoFormats

/// EDIDs in files, as bytes or as hexadecimal text.
enum EDIDFile {
  /// Larger than any EDID, written with comments and all.
  private static let largest = 1 << 20

  /// Reads an EDID, or says in one sentence what is wrong with the file.
  static func read(_ path: String, fixesChecksums: Bool) throws(Failure) -> EDID {
    let name = path == "-" ? "standard input" : path
    let content: [UInt8]
    do throws(Errno) {
      content = try WholeFile.read(path, limit: largest)
    } catch {
      throw failure(name, error)
    }
    do throws(EDIDError) {
      guard fixesChecksums else { return try EDID(hexOrBinary: content) }
      return try EDID.repairingChecksums(EDID.bytes(of: content))
    } catch {
      if case .checksum = error { throw .usage("\(name): \(error), with --fix-checksums") }
      throw .usage("\(name): \(error)")
    }
  }

  private static func failure(_ name: String, _ errno: Errno) -> Failure {
    switch errno {
    case .isDirectory: .usage("\(name): a folder; name a file in it")
    case .fileTooLarge:
      .usage(
        "\(name): more than 1 MiB, and an EDID is 32 kB at most; "
          + "look whether this is the right file")
    case .permissionDenied:
      Failure(.noPermission, "\(name): can't be read: \(errno); choose a file you may read")
    default: Failure(.failure, "\(name): can't be read: \(errno); name a file that holds an EDID")
    }
  }

  /// Finds out what can be known of a destination before the device is asked.
  static func check(_ path: String) throws(Failure) {
    if path.isEmpty { throw .usage("the name of the file is empty; name one, or '-'") }
    if WholeFile.isFolder(path) {
      throw .usage("'\(path)' is a folder; name a file in it, such as '\(path)/edid.bin'")
    }
  }

  /// Stores an EDID in a file, `-` being standard output.
  static func write(_ edid: EDID, to path: String, isHexadecimal: Bool) throws {
    let content = isHexadecimal ? Array(edid.hexadecimalText.utf8) : edid.bytes
    guard path != "-" else { return try StandardStream.output.write(content) }
    do throws(Errno) {
      try WholeFile.write(content, to: path)
    } catch {
      throw ImagingError.cannotOpen(path, error)
    }
  }
}
