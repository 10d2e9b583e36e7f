internal import CVideoDev2
internal import Synchronization
package import SystemIO

/// How much a trace says of a call.
package enum TraceLevel: Int, Sendable, CaseIterable {
  /// A line a call, with what matters of its argument.
  case essential = 1
  /// Every field of the structures that went in and came out.
  case full = 2
}

/// Tells every system call, decoded, on its way to whoever carries it out.
///
/// It changes neither what is called nor what is answered: arguments are read before and after, and error
/// numbers are values already when they come here. Where no trace is wanted there is no such object. The
/// times are this machine's, as a replay's clock must not be read by anybody but the program.
package final class Tracing: SystemCalls {
  private let base: any SystemCalls
  private let level: TraceLevel
  private let output: @Sendable (String) -> Void
  private let start: Int64
  private let names = Mutex<[Int32: String]>([:])

  /// Traces the calls that `base` carries out; `output` gets each line, without its end.
  package init(
    _ base: any SystemCalls, level: TraceLevel, output: @escaping @Sendable (String) -> Void
  ) {
    self.base = base
    self.level = level
    self.output = output
    start = Kernel.shared.monotonicNanoseconds()
  }

  private func name(_ descriptor: Int32) -> String {
    names.withLock { $0[descriptor] } ?? "fd"
  }

  private func remember(_ descriptor: Int32, as name: String) {
    if descriptor >= 0 { names.withLock { $0[descriptor] = name } }
  }

  private func tell(_ begin: Int64, _ call: String, _ result: String) {
    let end = Kernel.shared.monotonicNanoseconds()
    let line = TraceLine(
      time: begin - start, call: call, result: result, duration: end - begin)
    output(line.text)
  }

  package func open(_ path: String, flags: Int32) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.open(path, flags: flags)
    remember(result, as: path)
    tell(begin, CallText.open(path, flags), ResultText.of(Int(result)))
    return result
  }

  package func close(_ descriptor: Int32) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let text = CallText.close(name(descriptor), descriptor)
    // Before the call: afterwards the number may be another file's already.
    names.withLock { _ = $0.removeValue(forKey: descriptor) }
    let result = base.close(descriptor)
    tell(begin, text, ResultText.of(Int(result)))
    return result
  }

  package func ioctl(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let form = unsafe ArgumentForm(request, argument)
    let input = ArgumentCopy(of: form)
    let result = unsafe base.ioctl(descriptor, request, argument)
    let output = ArgumentCopy(of: form)
    rememberMade(form, output, result)
    let text = form.number.text(
      input: input, output: output, result: Int(result), isFull: level == .full)
    tell(
      begin, CallText.ioctl(name(descriptor), descriptor, form.number, text),
      ResultText.of(Int(result)))
    return result
  }

  /// Gives descriptors that a request made the name of the request.
  private func rememberMade(_ form: ArgumentForm, _ output: ArgumentCopy, _ result: Int32) {
    guard result >= 0 else { return }
    if form.number.answersDescriptor { remember(result, as: "dmabuf") }
    guard let first = form.first, let bytes = output.parts.first else { return }
    unsafe bytes.withUnsafeBytes { view in
      unsafe first.layout.forEachDescriptor(view, isOutput: true) { offset, isNew in
        guard isNew else { return }
        let kind = form.number.isRequestAllocation ? "request" : "dmabuf"
        remember(Int32(bitPattern: unsafe view.word(at: offset)), as: kind)
      }
    }
  }

  package func mmap(
    length: Int, protection: Int32, descriptor: Int32, offset: Int, error: inout Int32
  ) -> UnsafeMutableRawPointer? {
    let begin = Kernel.shared.monotonicNanoseconds()
    let address = unsafe base.mmap(
      length: length, protection: protection, descriptor: descriptor, offset: offset, error: &error)
    let result =
      unsafe address == nil
      ? ResultText.of(Int(error)) : "0x" + String(UInt(bitPattern: address), radix: 16)
    tell(begin, CallText.mmap(name(descriptor), descriptor, length, protection, offset), result)
    return unsafe address
  }

  package func munmap(_ address: UnsafeMutableRawPointer, length: Int) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let number = UInt(bitPattern: address)
    let result = unsafe base.munmap(address, length: length)
    tell(
      begin, CallText.munmap("0x" + String(number, radix: 16), length), ResultText.of(Int(result)))
    return result
  }

  package func makePollSet() -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.makePollSet()
    remember(result, as: "epoll")
    tell(begin, "epoll_create", ResultText.of(Int(result)))
    return result
  }

  package func add(
    _ descriptor: Int32, events: UInt32, number: UInt32, toPollSet set: Int32
  ) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.add(descriptor, events: events, number: number, toPollSet: set)
    tell(
      begin, CallText.add(set, name(descriptor), descriptor, events, number),
      ResultText.of(Int(result)))
    return result
  }

  package func waitForPollSet(
    _ set: Int32, milliseconds: Int32, events: inout UInt32, number: inout UInt32
  ) -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.waitForPollSet(
      set, milliseconds: milliseconds, events: &events, number: &number)
    tell(
      begin, CallText.wait(set, milliseconds),
      CallText.waited(Int(result), events: events, number: number))
    return result
  }

  package func eventDescriptor() -> Int32 {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = base.eventDescriptor()
    remember(result, as: "eventfd")
    tell(begin, "eventfd", ResultText.of(Int(result)))
    return result
  }

  package func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = unsafe base.read(descriptor, buffer, count: count)
    tell(
      begin, CallText.transfer("read", name(descriptor), descriptor, count), ResultText.of(result))
    return result
  }

  package func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, count: Int) -> Int {
    let begin = Kernel.shared.monotonicNanoseconds()
    let result = unsafe base.write(descriptor, buffer, count: count)
    tell(
      begin, CallText.transfer("write", name(descriptor), descriptor, count), ResultText.of(result))
    return result
  }

  /// Not told: it is no system call where the kernel offers a clock without one.
  package func monotonicNanoseconds() -> Int64 { base.monotonicNanoseconds() }

  package func nanoseconds(of clock: SystemClock) -> Int64 { base.nanoseconds(of: clock) }
}

/// Tells what discovery asks of the file trees; a part of a full trace.
package final class TracingFiles: FileAnswers {
  private let base: any FileAnswers
  private let output: @Sendable (String) -> Void

  package init(_ base: any FileAnswers, output: @escaping @Sendable (String) -> Void) {
    self.base = base
    self.output = output
  }

  private func tell(_ question: String, _ path: String, _ answer: String?) {
    output("\(TraceLine.indent)\(question) \(path) = \(answer ?? "none")")
  }

  package func names(in folder: String) -> [String] {
    let names = base.names(in: folder)
    tell("names", folder, names.joined(separator: " "))
    return names
  }

  package func text(_ path: String) -> String? {
    let text = base.text(path)
    tell("text", path, text.map { "\"\($0)\"" })
    return text
  }

  package func link(_ path: String) -> String? {
    let target = base.link(path)
    tell("link", path, target)
    return target
  }

  package func realPath(_ path: String) -> String? {
    let target = base.realPath(path)
    tell("path", path, target)
    return target
  }

  package func characterDevice(_ path: String) -> Int64 {
    let device = base.characterDevice(path)
    tell("device", path, "\(device)")
    return device
  }

  package func holders(of path: String) -> [FileHolder] {
    let holders = base.holders(of: path)
    tell("holders", path, holders.map { "\($0.name) (\($0.processID))" }.joined(separator: ", "))
    return holders
  }
}
