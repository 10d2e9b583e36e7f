/// What the package lists of the host say about kernels, read from the output of `apt-cache`.
enum PackageIndex {
  /// The newest release that answers to a request, among the packages that apt knows.
  /// - Parameter names: the output of `apt-cache pkgnames linux-image-`.
  static func newestRelease(for request: KernelRequest, in names: String) -> KernelRelease? {
    releases(in: names).filter { request.matches($0) }.max()
  }

  /// All kernels for whole machines among the packages that apt knows, in order.
  static func releases(in names: String) -> [KernelRelease] {
    let prefix = "linux-image-"
    var found: Set<KernelRelease> = []
    for name in names.split(separator: "\n") where name.hasPrefix(prefix) {
      let rest = String(name.dropFirst(prefix.count))
      // A name such as linux-image-6.12-amd64 stands for the newest package and has no image.
      guard let release = KernelRelease(rest), release.isGeneralPurpose, release.numbers.count > 2
      else { continue }
      found.insert(release)
    }
    return found.sorted()
  }

  /// The fields of one package.
  struct Record: Hashable {
    var version: String
    var size: Int
    var sha256: String
    /// The names of the packages that it needs, the first of each choice.
    var dependencies: [String] = []
  }

  /// The newest record of a package: `apt-cache show` prints the one it would install first.
  static func record(in text: String) -> Record? { records(in: text).first }

  /// The records of a package, of each version one, the newest first.
  static func records(in text: String) -> [Record] {
    var records: [Record] = []
    var fields: [Substring: Substring] = [:]
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    lines.append("")
    for line in lines {
      if line.isEmpty {
        if let record = record(fields) { records.append(record) }
        fields = [:]
      }
      guard let colon = line.firstIndex(of: ":"), !line.hasPrefix(" ") else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == " " }
    }
    return records
  }

  private static func record(_ fields: [Substring: Substring]) -> Record? {
    guard let version = fields["Version"], let size = fields["Size"].flatMap({ Int($0) }),
      let sum = fields["SHA256"]
    else { return nil }
    let dependencies = (fields["Depends"] ?? "").split(separator: ",").compactMap { choice in
      choice.split { $0 == " " || $0 == "(" || $0 == "|" }.first.map(String.init)
    }
    return Record(
      version: String(version), size: size, sha256: String(sum), dependencies: dependencies)
  }
}
