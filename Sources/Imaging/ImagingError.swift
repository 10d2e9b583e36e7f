public import SystemPackage
public import VideoFormats

/// Why a picture could not be made or written, as a sentence with its cause and the next step.
public enum ImagingError: Error, Hashable, Sendable {
  /// The format is known to be beyond this package, or unknown to it; the reason is a half sentence.
  case notAPicture(PixelFormat, reason: String)
  /// A payload ends before its picture does: `missing` bytes of memory plane `plane` never came.
  case shortPayload(PixelFormat, plane: Int, missing: Int)
  /// The bytes of a compressed picture could not be decoded; the reason is the decoder's.
  case damagedPicture(PixelFormat, reason: String)
  /// The package was built without the trait this needs.
  case missingTrait(String, purpose: String)
  /// The name is one of a Motion-JPEG stream, and the pictures are of another format.
  case notMotionJPEG(String, PixelFormat)
  /// The file name's extension, or the name of a container, is none that is known.
  case unknownContainer(String)
  /// A file name with a percent sign in it is not a usable pattern.
  case badPattern(String, reason: String)
  /// The destination is a folder.
  case isDirectory(String)
  /// Only pictures can be stored that way, and only one in one file.
  case cannotEncode(Container, reason: String)
  /// The file could not be created, replaced or opened.
  case cannotOpen(String, Errno)
  /// Writing ended early; `framesIntact` whole frames are in the file or files.
  case cannotWrite(String, Errno, framesIntact: Int)
  /// A stop was asked for while the writer waited for a slow reader.
  case interrupted(String, framesIntact: Int)

  /// The system's reason, where there is one.
  public var errno: Errno? {
    switch self {
    case .cannotOpen(_, let errno), .cannotWrite(_, let errno, _): return errno
    default: return nil
    }
  }

  /// Whether the request itself is at fault, rather than a device, a disk or a picture.
  public var isUsageError: Bool {
    switch self {
    case .unknownContainer, .badPattern, .isDirectory, .cannotEncode: return true
    default: return false
    }
  }
}

extension ImagingError: CustomStringConvertible {
  /// The sentence.
  public var description: String {
    switch self {
    case .notAPicture(let format, let reason):
      return "Format \(format) can't be turned into a picture yet: \(reason). "
        + "Write to a .raw file to keep its bytes, or choose another format."
    case .shortPayload(let format, let plane, let missing):
      return "The \(format) picture ends early: \(missing) bytes are missing from plane \(plane). "
        + "Write to a .raw file to see what the driver delivered."
    case .damagedPicture(let format, let reason):
      return "A \(format) picture is damaged (\(reason)). "
        + "Write to a .raw file to keep what the driver delivered."
    case .missingTrait(let trait, let purpose):
      return "\(purpose) needs the package trait \(trait), and this build is without it. "
        + "Build again with '--traits \(trait)', or write to a .raw file."
    case .notMotionJPEG(let name, let format):
      return "'\(name)' is for Motion-JPEG, and the pictures are \(format). "
        + "Choose the format MJPG if the device has it, or a name that ends in .raw, .y4m or .jpg."
    case .unknownContainer(let name):
      return "'\(name)' does not say how to store pictures. "
        + "Known: \(Container.allCases.map(\.rawValue).joined(separator: ", "))."
    case .badPattern(let pattern, let reason):
      return "'\(pattern)' can't name a file for each frame: \(reason). "
        + "Use one %d, such as frame-%04d.png, and %% for a percent sign."
    case .isDirectory(let path):
      return "'\(path)' is a folder. Name a file in it, such as '\(path)/picture.png'."
    case .cannotEncode(let container, let reason):
      return "\(container.rawValue) can't hold this: \(reason)."
    case .cannotOpen(let path, let errno):
      return "Can't write '\(path)': \(errno). \(Self.advice(errno))"
    case .cannotWrite(let path, let errno, let frames):
      let kept = frames == 1 ? "1 whole frame was" : "\(frames) whole frames were"
      return "Writing '\(path)' failed: \(errno). \(kept) written before that. "
        + Self.advice(errno)
    case .interrupted(let path, let frames):
      return "Writing '\(path)' was interrupted after \(frames) whole frames."
    }
  }

  private static func advice(_ errno: Errno) -> String {
    switch errno {
    case .noSuchFileOrDirectory, .notDirectory: return "Create the folder first."
    case .permissionDenied, .notPermitted, .readOnlyFileSystem:
      return "Choose a place you may write to."
    case .noSpace, .diskQuotaExceeded: return "Free some space or choose another place."
    case .fileTooLarge: return "Raise the file size limit or capture less."
    case .brokenPipe: return "The program that read the output has ended."
    case .fileNameTooLong: return "Choose a shorter name."
    default: return "Check the destination and try again."
    }
  }
}

extension ImagingError {
  /// Whether the next frame may well be fine.
  package var spoilsOneFrameOnly: Bool {
    switch self {
    case .shortPayload, .damagedPicture: true
    default: false
    }
  }
}
