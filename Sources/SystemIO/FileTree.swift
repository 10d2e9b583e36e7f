internal import CVideoDev2
package import SystemPackage

/// Small reads of the file trees under `/sys`, `/proc` and `/dev` of this task's machine.
package enum FileTree {
  private static var answers: any FileAnswers { Machine.current.files }

  /// Names in a folder, sorted, without `.` and `..`; empty when it cannot be read.
  package static func names(in folder: String) -> [String] { answers.names(in: folder) }

  /// A small text file without its trailing white space; nil when it cannot be read.
  package static func text(_ path: String) -> String? { answers.text(path) }

  /// Where a symbolic link points, as it is written; nil when it is no link.
  package static func link(_ path: String) -> String? { answers.link(path) }

  /// The path with every link resolved; nil when there is nothing.
  package static func realPath(_ path: String) -> String? { answers.realPath(path) }

  /// The processes that have a file open, this one left out.
  package static func holders(of path: String) -> [FileHolder] { answers.holders(of: path) }

  /// Whether there is something at the path that this process may see, on the running machine always:
  /// it is asked for files that a program is about to write.
  package static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Major and minor number of a character device; `.noTTY`-like errors say what is there instead.
  package static func characterDevice(
    _ path: String
  ) throws(Errno) -> (major: UInt32, minor: UInt32) {
    let device = answers.characterDevice(path)
    guard device >= 0 else { throw Errno(rawValue: Int32(-device)) }
    return (cv_major(device), cv_minor(device))
  }
}
