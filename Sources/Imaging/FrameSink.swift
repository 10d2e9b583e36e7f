internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Where a writer's bytes go, one frame at a time and each frame whole or not at all.
///
/// A stream keeps one descriptor open; when a frame fails, a regular file is cut back to the end of the
/// last whole frame. Stills are written beside their destination and renamed, so that a file under
/// the name asked for is always a whole one.
struct FrameSink: ~Copyable {
  private enum Kind {
    case nowhere
    case stream
    case stills
  }

  private let kind: Kind
  private let destination: OutputDestination
  private var descriptor: CInt = -1
  private var isRegular = false
  /// The path of the file that is open, for messages.
  private var path: String
  /// The unfinished file beside a still's destination; nil when it is written in place.
  private var temporary: String?
  /// Whole frames written, and the length of the stream after the last of them.
  private(set) var frames = 0
  private var intactLength: Int64 = 0
  private var length: Int64 = 0
  /// Asked after a signal interrupted a write: whether to give up.
  var shouldStop: (@Sendable () -> Bool)?

  init(_ destination: OutputDestination, container: Container) {
    self.destination = destination
    path = destination.name
    switch destination {
    case .null: kind = .nowhere
    case .standardOutput: kind = .stream
    case .file: kind = container == .null ? .nowhere : container.holdsManyFrames ? .stream : .stills
    case .files: kind = container == .null ? .nowhere : .stills
    }
  }

  deinit {
    if descriptor > 2 { _ = close(descriptor) }
    if let temporary { _ = unsafe unlink(temporary) }
  }

  /// Finds out whether the destination can be written, without leaving a trace.
  func prepare() throws(ImagingError) {
    switch destination {
    case .null, .standardOutput: return
    case .file(let path): try Self.check(path, replaces: kind == .stills)
    case .files(let pattern): try Self.check(pattern.path(number: 1), replaces: true)
    }
  }

  private static func check(
    _ path: String, replaces: Bool, probes: Bool = true
  ) throws(ImagingError) {
    var exists = true
    var status = stat()
    if unsafe stat(path, &status) != 0 {
      let error = Errno(rawValue: errno)
      guard error == .noSuchFileOrDirectory else { throw .cannotOpen(path, error) }
      exists = false
    }
    let type = status.st_mode & S_IFMT
    if exists, type == S_IFDIR { throw .isDirectory(path) }
    if exists, unsafe access(path, W_OK) != 0 { throw .cannotOpen(path, Errno(rawValue: errno)) }
    if !exists && path.hasSuffix("/") { throw .cannotOpen(path, .noSuchFileOrDirectory) }
    if probes, !exists || (replaces && type == S_IFREG) {
      // Only making a file tells for sure: permissions say little to root, and nothing about quotas.
      let (descriptor, name) = try createTemporary(beside: path)
      _ = close(descriptor)
      _ = unsafe unlink(name)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Opens what the next frame needs.
  mutating func beginFrame() throws(ImagingError) {
    switch kind {
    case .nowhere: return
    case .stream:
      if descriptor < 0 { try openStream() }
    case .stills:
      try openStill()
    }
  }

  private mutating func openStream() throws(ImagingError) {
    if case .file(let path) = destination {
      try Self.check(path, replaces: false, probes: false)
      descriptor = try Self.create(path, flags: O_TRUNC)
    } else {
      descriptor = STDOUT_FILENO
    }
    var status = stat()
    isRegular = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isRegular {
      // Output redirected with >> starts behind what is there.
      intactLength = max(0, Int64(lseek(descriptor, 0, SEEK_CUR)))
      length = intactLength
    }
  }

  private mutating func openStill() throws(ImagingError) {
    switch destination {
    case .file(let name): path = name
    case .files(let pattern): path = pattern.path(number: frames + 1)
    default: return
    }
    try Self.check(path, replaces: true, probes: false)
    var status = stat()
    if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A pipe or device cannot be replaced by a file; it takes the bytes directly.
      descriptor = try Self.create(path, flags: 0)
      return
    }
    let name: String
    (descriptor, name) = try Self.createTemporary(beside: path)
    temporary = name
  }

  /// Makes a file in the folder of another, under a name that nothing else has.
  private static func createTemporary(
    beside path: String
  ) throws(ImagingError) -> (descriptor: CInt, name: String) {
    let folder = folder(of: path)
    for attempt in 0..<100 {
      let name = "\(folder)/.vidctl-\(getpid())-\(attempt).part"
      do {
        return (try create(name, flags: O_EXCL), name)
      } catch {
        if error.errno != .fileExists { throw .cannotOpen(path, error.errno ?? .ioError) }
      }
    }
    throw .cannotOpen(path, .fileExists)
  }

  private static func create(_ path: String, flags: CInt) throws(ImagingError) -> CInt {
    while true {
      let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o666)
      if descriptor >= 0 { return descriptor }
      let error = Errno(rawValue: errno)
      if error != .interrupted { throw .cannotOpen(path, error) }
    }
  }

  /// Writes bytes of the current frame, all of them or an error.
  mutating func write(_ bytes: RawSpan) throws(ImagingError) {
    guard kind != .nowhere else { return }
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(droppingFirst: done)
      let (written, error) = unsafe rest.withUnsafeBytes { buffer in
        let count = unsafe systemWrite(descriptor, buffer.baseAddress, buffer.count)
        return (count, count < 0 ? errno : 0)
      }
      if written > 0 {
        done += written
        length += Int64(written)
        // A signal that comes when part of the bytes are in a pipe shows as a short write, not as EINTR.
        if done < bytes.byteCount, shouldStop?() == true {
          throw .interrupted(path, framesIntact: frames)
        }
        continue
      }
      switch written == 0 ? .ioError : Errno(rawValue: error) {
      case .interrupted:
        if shouldStop?() == true { throw .interrupted(path, framesIntact: frames) }
      case .resourceTemporarilyUnavailable:
        try waitUntilWritable()
      case let error:
        throw .cannotWrite(path, error, framesIntact: frames)
      }
    }
  }

  /// Standard output may be a pipe in non-blocking mode, left so by another program.
  private func waitUntilWritable() throws(ImagingError) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    if unsafe poll(&request, 1, -1) < 0, errno == EINTR, shouldStop?() == true {
      throw .interrupted(path, framesIntact: frames)
    }
  }

  /// The frame is complete: a still gets its name.
  mutating func endFrame() throws(ImagingError) {
    switch kind {
    case .nowhere: break
    case .stream: intactLength = length
    case .stills:
      let closed = closeDescriptor()
      if let temporary {
        guard closed == 0, unsafe rename(temporary, path) == 0 else {
          throw .cannotWrite(
            path, Errno(rawValue: closed == 0 ? errno : closed), framesIntact: frames)
        }
        self.temporary = nil
      } else if closed != 0 {
        throw .cannotWrite(path, Errno(rawValue: closed), framesIntact: frames)
      }
    }
    frames += 1
  }

  /// The frame failed: what was written of it goes away.
  mutating func abandonFrame() {
    switch kind {
    case .nowhere: return
    case .stream:
      guard descriptor >= 0, isRegular, length > intactLength || frames == 0 else { return }
      if frames == 0, case .file(let path) = destination {
        _ = closeDescriptor()
        _ = unsafe unlink(path)
      } else if ftruncate(descriptor, off_t(intactLength)) == 0 {
        _ = lseek(descriptor, off_t(intactLength), SEEK_SET)
      }
      length = intactLength
    case .stills:
      _ = closeDescriptor()
      if let temporary { _ = unsafe unlink(temporary) }
      temporary = nil
    }
  }

  /// Closes what is open; the last chance for a file system to report that it failed to store bytes.
  mutating func finish() throws(ImagingError) {
    guard descriptor > 2 else { return }
    let result = closeDescriptor()
    if result != 0 { throw .cannotWrite(path, Errno(rawValue: result), framesIntact: frames) }
  }

  private mutating func closeDescriptor() -> CInt {
    guard descriptor >= 0 else { return 0 }
    defer { descriptor = -1 }
    return close(descriptor) == 0 || errno == EINTR ? 0 : errno
  }
}

/// `write(2)`, under a name that `FrameSink.write` does not hide.
@unsafe private func systemWrite(
  _ descriptor: CInt, _ start: UnsafeRawPointer?, _ count: Int
) -> Int {
  unsafe write(descriptor, start, count)
}
