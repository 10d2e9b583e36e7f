/// Where a replay and its recording part.
public struct Deviation: Error, Equatable, Sendable, CustomStringConvertible {
  /// The record that was next; nil where nothing was.
  public var record: Int?
  /// The call that it holds.
  public var expected: String?
  /// The call that came.
  public var came: String
  /// Whether the recorded program was done with what the call is made on: nothing follows, or that it was closed.
  public var isAtEnd = false

  /// One sentence.
  public var description: String {
    guard let record, let expected else {
      return "the recording has nothing more where '\(came)' came"
    }
    return "the recording has '\(expected)' as record \(record), where '\(came)' came"
  }
}

extension RecordedCall {
  /// The call as it was made, before it was answered: what a program's own is compared with.
  fileprivate var asQuestion: Kind {
    if case .ioctl(let number, let input, _) = kind {
      return .ioctl(number, input: input, output: nil)
    }
    return kind
  }

  var asked: RecordedCall {
    RecordedCall(
      record: record, time: time, duration: duration, handle: handle,
      result: number == nil ? result : -1, kind: asQuestion)
  }

  private var number: RequestNumber? {
    if case .ioctl(let number, _, _) = kind { number } else { nil }
  }

  /// The call in words, without its answer; `name` is what its handle was made from.
  func text(_ name: String, isFull: Bool) -> String {
    switch kind {
    case .open(let path, let flags): return CallText.open(path, flags)
    case .close: return CallText.close(name, handle)
    case .ioctl(let number, let input, let output):
      let text = number.text(
        input: input, output: output ?? input, result: Int(result), isFull: isFull)
      return CallText.ioctl(name, handle, number, text)
    case .mmap(let protection, let length, let offset, _):
      return CallText.mmap(name, handle, length, protection, offset)
    case .munmap(let ordinal, let length): return CallText.munmap("mapping \(ordinal)", length)
    case .makePollSet: return "epoll_create"
    case .eventDescriptor: return "eventfd"
    case .add(let target, let events, let number):
      return CallText.add(handle, "fd", target, events, number)
    case .wait(let answer): return CallText.wait(handle, answer.milliseconds)
    case .read(let count, _): return CallText.transfer("read", name, handle, count)
    case .write(let count, _): return CallText.transfer("write", name, handle, count)
    case .clock, .otherClock: return "clock"
    }
  }

  /// What it answered, in words.
  var resultText: String {
    switch kind {
    case .wait(let answer):
      let cause = answer.signal != 0 ? ", signal \(answer.signal)" : ""
      return CallText.waited(Int(result), events: answer.events, number: answer.number) + cause
    case .mmap(_, _, _, let ordinal):
      return result < 0 ? ResultText.of(Int(result)) : "mapping \(ordinal)"
    case .open, .makePollSet, .eventDescriptor:
      return result < 0 ? ResultText.of(Int(result)) : "#\(handle)"
    case .clock: return "\(time)"
    case .otherClock(_, let value): return "\(value)"
    default: return ResultText.of(Int(result))
    }
  }
}
