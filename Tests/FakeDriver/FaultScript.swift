/// Which system calls are to fail, and the count of those that were made.
struct FaultScript: Sendable {
  private struct Fault: Sendable {
    /// The call's name; nil for a call of any name.
    var name: StaticString?
    /// How many such calls are to pass before.
    var passes: Int
    var errno: Int32
    /// Whether every later call fails too.
    var isLasting: Bool
  }

  private var faults: [Fault] = []
  private(set) var total = 0
  private var counts: [Int] = Array(repeating: 0, count: CallName.all.count)

  /// Counts a call and says which error number it must answer, if any.
  mutating func admit(_ call: CallName) -> Int32? {
    total += 1
    counts[call.ordinal] += 1
    var answer: Int32?
    for index in faults.indices {
      if let name = faults[index].name, !call.isNamed(name) { continue }
      if faults[index].passes == 0 {
        answer = answer ?? faults[index].errno
        if !faults[index].isLasting { faults[index].passes = -1 }
      } else if faults[index].passes > 0 {
        faults[index].passes -= 1
      }
    }
    return answer
  }

  mutating func fail(_ name: StaticString?, errno: Int32, after passes: Int, isLasting: Bool) {
    faults.removeAll { $0.passes < 0 }
    faults.append(Fault(name: name, passes: passes, errno: errno, isLasting: isLasting))
  }

  mutating func forgetFaults() { faults = [] }

  mutating func forgetCounts() {
    total = 0
    for index in counts.indices { counts[index] = 0 }
  }

  /// The calls made, by name, without those that were not.
  var countsByName: [String: Int] {
    var result: [String: Int] = [:]
    for call in CallName.all where counts[call.ordinal] > 0 {
      result[call.text] = counts[call.ordinal]
    }
    return result
  }
}
