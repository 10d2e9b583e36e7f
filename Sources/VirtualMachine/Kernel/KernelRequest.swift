/// The name a person gives a kernel, such as `6.12`, `6.12-rt` or `6.1`.
///
/// A name matches a release when its numbers are the first numbers of the release and the flavour is
/// the same: `6.12` matches `6.12.117+deb12-amd64` and not `6.12.117+deb12-rt-amd64`.
struct KernelRequest: Hashable, CustomStringConvertible {
  /// The leading numbers of the release: 6 and 12.
  var numbers: [Int]
  /// Whether the kernel with full preemption is meant.
  var isRealTime: Bool

  /// Reads a name; nil when it is not of this form.
  init?(_ text: String) {
    var text = Substring(text)
    isRealTime = text.hasSuffix("-rt")
    if isRealTime { text = text.dropLast(3) }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    numbers = parts.compactMap { Int($0) }
    guard !parts.isEmpty, numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else {
      return nil
    }
  }

  var description: String {
    numbers.map(String.init).joined(separator: ".") + (isRealTime ? "-rt" : "")
  }

  func matches(_ release: KernelRelease) -> Bool {
    release.isGeneralPurpose && release.isRealTime == isRealTime
      && release.numbers.starts(with: numbers)
  }
}

/// A kernel release as `uname -r` prints it, taken apart so that releases can be ordered.
struct KernelRelease: Hashable, Comparable, CustomStringConvertible {
  let description: String
  /// All numbers before the flavour, in order: 6, 12, 117 and then what the distribution counts.
  let numbers: [Int]
  let flavours: [Substring]

  init?(_ text: String) {
    guard let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else { return nil }
    var numbers: [Int] = []
    var flavours: [Substring] = []
    for part in text.split(separator: "-") {
      let head = part.split(separator: "+").first ?? part
      let values = head.split(separator: ".").map { Int($0) }
      if flavours.isEmpty && values.allSatisfy({ $0 != nil }) {
        numbers.append(contentsOf: values.compactMap { $0 })
      } else if !part.hasPrefix("deb") {
        flavours.append(part)
      }
    }
    guard numbers.count >= 2 else { return nil }
    description = text
    self.numbers = numbers
    self.flavours = flavours
  }

  var isRealTime: Bool { flavours.contains { $0 == "rt" || $0 == "realtime" } }

  /// Whether this is a kernel for whole machines of this architecture: cloud kernels and the like
  /// leave the media drivers out.
  var isGeneralPurpose: Bool {
    let known: Set<Substring> = ["amd64", "generic", "rt", "realtime"]
    return !flavours.isEmpty && flavours.allSatisfy { known.contains($0) }
  }

  static func < (left: Self, right: Self) -> Bool {
    if left.numbers != right.numbers {
      return left.numbers.lexicographicallyPrecedes(right.numbers)
    }
    return left.description < right.description
  }
}
