import Imaging

/// What the files of a recording are called when it becomes more than one.
struct SegmentNames {
  /// The first file's name, as it was asked for.
  private let path: String
  private let stem: String
  private let suffix: String
  private var number = 0

  /// Names for a recording in a file; nil for other destinations.
  init?(_ destination: OutputDestination) {
    guard case .file(let path) = destination else { return nil }
    self.path = path
    (stem, suffix) = Self.split(path)
  }

  /// A path without its extension, and the extension with its dot.
  private static func split(_ path: String) -> (stem: String, suffix: String) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (path, "") }
    return (String(path[..<dot]), String(path[dot...]))
  }

  /// `clip.1.y4m` after `clip.y4m`; a name that something else has is passed over.
  mutating func next(isTaken: (String) -> Bool) -> String {
    repeat { number += 1 } while isTaken("\(stem).\(number)\(suffix)")
    return "\(stem).\(number)\(suffix)"
  }

  /// Where a recording's segments are listed: `clip.segments.json`, also for `clip-%04d.png`; nil for what is not stored
  /// in files.
  static func list(of destination: OutputDestination) -> String? {
    switch destination {
    case .null, .standardOutput: return nil
    case .file(let path): return split(path).stem + ".segments.json"
    case .files(let pattern):
      var stem = split(pattern.text).stem
      if let range = stem.firstRange(of: /%[0-9]*d/) { stem.removeSubrange(range) }
      while let last = stem.last, "-_. ".contains(last) { stem.removeLast() }
      return stem.isEmpty || stem.hasSuffix("/")
        ? stem + "segments.json" : stem + ".segments.json"
    }
  }
}
