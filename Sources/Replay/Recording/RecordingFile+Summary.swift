/// What a recording holds, counted.
package struct RecordingSummary: Sendable {
  /// Paths that were opened, each once.
  package var nodes: [String] = []
  /// What drivers said of themselves, each once.
  package var drivers: [String] = []
  /// Calls by name, in the order in which they first came.
  package var counts: [(name: String, count: Int, failed: Int)] = []
  /// Bytes of frames.
  package var frameBytes = 0
  /// From the first call to the last.
  package var nanoseconds: Int64 = 0
}

extension RecordingFile {
  /// Counts what is in the recording.
  package var summary: RecordingSummary {
    var summary = RecordingSummary()
    var position: [String: Int] = [:]
    for call in calls {
      summary.frameBytes += call.planes.reduce(0) { $0 + $1.length }
      if case .open(let path, _) = call.kind, !summary.nodes.contains(path) {
        summary.nodes.append(path)
      }
      if let driver = call.driver, !summary.drivers.contains(driver) {
        summary.drivers.append(driver)
      }
      let index = position[call.name] ?? summary.counts.count
      if index == summary.counts.count {
        position[call.name] = index
        summary.counts.append((call.name, 0, 0))
      }
      summary.counts[index].count += 1
      if call.result < 0 { summary.counts[index].failed += 1 }
    }
    if let first = calls.first, let last = calls.last {
      summary.nanoseconds = max(0, last.time &- first.time)
    }
    return summary
  }

  /// Every call in words, as a trace would have told it.
  package func listing(isFull: Bool) -> [String] {
    var names: [Int32: String] = [:]
    let start = calls.first?.time ?? 0
    return calls.compactMap { call in
      switch call.kind {
      case .open(let path, _): names[call.handle] = path
      case .makePollSet: names[call.handle] = "epoll"
      case .eventDescriptor: names[call.handle] = "eventfd"
      // A trace leaves them out as well.
      case .clock, .otherClock: return nil
      default: break
      }
      return TraceLine(
        time: call.time &- start, call: call.text(names[call.handle] ?? "fd", isFull: isFull),
        result: call.resultText, duration: Int64(call.duration)
      ).text
    }
  }
}

extension RecordedCall {
  /// The name of the call, for requests theirs.
  var name: String {
    switch kind {
    case .open: "open"
    case .close: "close"
    case .ioctl(let number, _, _): number.name
    case .mmap: "mmap"
    case .munmap: "munmap"
    case .makePollSet: "epoll_create"
    case .add: "epoll_ctl"
    case .wait: "epoll_wait"
    case .eventDescriptor: "eventfd"
    case .read: "read"
    case .write: "write"
    case .clock, .otherClock: "clock"
    }
  }

  /// What a driver says of itself, if this is the call that asks.
  fileprivate var driver: String? {
    guard case .ioctl(let number, _, let output?) = kind, number.type == 0x56, number.ordinal == 0,
      result >= 0
    else { return nil }
    return output.text(number, isFull: false)
  }
}
