internal import Glibc
internal import SystemPackage

/// Pictures of the machine's own screens, for a program that runs in the guest.
///
/// What is on a screen is proof that something was shown, and no driver of the guest has a part in telling it: QEMU
/// takes the picture on the host.
public enum GuestScreen {
  /// Takes a picture of a display of this machine; a PNG file, whole.
  ///
  /// It blocks until the picture is here, which takes milliseconds. Throws `.invalidArgument` where this is no guest
  /// with displays, and `.guestLost` where no picture came of it.
  public static func picture(
    of display: VirtualMachine.Display
  ) throws(VirtualMachineError) -> [UInt8] {
    guard let path = port else {
      throw VirtualMachineError(
        .invalidArgument,
        "this is no virtual machine with a display; begin with "
          + "'vidctl vm run --display \(display.rawValue) -- …' and take pictures in it")
    }
    let descriptor = try open(path)
    defer { _ = close(descriptor) }
    let id = (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined()
    try write(Array("\(id) \(display.rawValue)\n".utf8), to: descriptor)
    var reader = Reader(descriptor: descriptor)
    let answer = try reader.answer(to: id)
    let words = answer.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0] == "png", let count = Int(words[1]) else {
      let reason = words.count == 2 ? String(words[1]) : answer
      throw VirtualMachineError(
        .guestLost,
        "no picture of the display \(display.rawValue): \(reason); "
          + "name one that the machine was begun with")
    }
    return try reader.bytes(count)
  }

  /// The port on which pictures are asked for.
  private static var port: String? {
    let folder = FilePath("/sys/class/virtio-ports")
    for name in Files.list(folder) {
      guard let text = try? Files.readText(folder.appending(name).appending("name")),
        text.split(separator: "\n").first == "screens"
      else { continue }
      return "/dev/\(name)"
    }
    return nil
  }

  /// Opens the port. One program has it at a time; another one waits for its turn.
  private static func open(_ path: String) throws(VirtualMachineError) -> Int32 {
    for _ in 0..<500 {
      let descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
      if descriptor >= 0 { return descriptor }
      guard errno == EBUSY || errno == EINTR else { break }
      usleep(20_000)
    }
    throw VirtualMachineError(
      .guestLost, "cannot ask for a picture at \(path): \(unsafe String(cString: strerror(errno)))")
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32
  ) throws(VirtualMachineError) {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    guard count == bytes.count else {
      throw VirtualMachineError(.guestLost, "the host does not take the wish for a picture")
    }
  }

  /// Reads the port, with a limit to its patience.
  private struct Reader {
    let descriptor: Int32
    var buffer: [UInt8] = []
    var place = 0

    mutating func next() throws(VirtualMachineError) -> UInt8 {
      if place == buffer.count { try fill() }
      defer { place += 1 }
      return buffer[place]
    }

    private mutating func fill() throws(VirtualMachineError) {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      var part = [UInt8](repeating: 0, count: 65536)
      guard unsafe poll(&entry, 1, 30_000) > 0 else {
        throw VirtualMachineError(.guestLost, "the host sent no picture within 30 seconds")
      }
      let count = unsafe part.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else {
        throw VirtualMachineError(.guestLost, "the host ended while it sent a picture")
      }
      buffer = Array(part.prefix(count))
      place = 0
    }

    /// The line that answers this wish, past whatever is left of answers to others.
    mutating func answer(to id: String) throws(VirtualMachineError) -> String {
      let mark = Array("\n#\(id) ".utf8)
      var last: [UInt8] = []
      while last != mark {
        last.append(try next())
        if last.count > mark.count { last.removeFirst() }
      }
      var line: [UInt8] = []
      while line.count < 4096 {
        let byte = try next()
        if byte == UInt8(ascii: "\n") { break }
        line.append(byte)
      }
      return String(decoding: line, as: UTF8.self)
    }

    mutating func bytes(_ count: Int) throws(VirtualMachineError) -> [UInt8] {
      var bytes: [UInt8] = []
      while bytes.count < count {
        if place == buffer.count { try fill() }
        let part = buffer[place...].prefix(count - bytes.count)
        bytes += part
        place += part.count
      }
      return bytes
    }
  }
}
