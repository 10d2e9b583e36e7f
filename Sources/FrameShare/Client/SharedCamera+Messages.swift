package import DMABuf
internal import SystemIO
internal import SystemPackage
internal import V4L2
internal import VideoFormats

// What the server says.
extension SharedCamera {
  /// Takes a message into `message`; nil where there is none.
  mutating func receive() throws(ShareError) -> MessageHeader? {
    let (link, socket) = (link, socket)
    guard let (header, descriptors) = try link.receive(socket, into: &message) else { return nil }
    if header.kind == .buffer { try take(descriptors) }
    return header
  }

  /// Takes the memory of a buffer.
  private mutating func take(
    _ descriptors: DescriptorSocket.DescriptorList
  ) throws(ShareError) {
    guard let stated = BufferMessage(message), stated.sizes.count == descriptors.count else {
      socket.close(descriptors)
      throw .violation(path, "a buffer without its memory")
    }
    var planes: [DMABuffer] = []
    for plane in 0..<descriptors.count {
      do throws(DMABuffer.ImportError) {
        planes.append(
          try DMABuffer(
            importing: descriptors[plane], needing: stated.sizes[plane], calls: calls,
            sharing: sharing))
      } catch {
        for rest in (plane + 1)..<max(plane + 1, descriptors.count) {
          _ = calls.close(descriptors[rest])
        }
        throw .violation(path, "buffer \(stated.index), plane \(plane): \(error)")
      }
    }
    buffers[stated.index] = planes
    arrived |= 1 << UInt64(stated.index)
  }

  /// Acts on a message; nil where there is nothing to tell.
  mutating func act(on header: MessageHeader) throws(ShareError) -> Outcome? {
    switch header.kind {
    case .format:
      guard let stated = FormatMessage(message) else {
        throw .violation(path, "a format that is none")
      }
      begin(stated, header.generation)
      return .formatChanged
    case .buffer: return nil
    case .frame:
      guard let frame = try frame(header.generation) else { return nil }
      return .frame(frame)
    case .expired:
      let end = LeaseEnd(message)
      guard end.index < UInt32(ShareLimits.buffers) else {
        throw .violation(path, "the end of a loan of no buffer")
      }
      statistics.expired += 1
      book.expire(Int(end.index), lease: end.lease)
      return nil
    case .farewell: throw link.end(Farewell(message))
    case .welcome: throw .violation(path, "a second welcome")
    // Sorted out before.
    case .hello, .release: return nil
    }
  }

  /// Begins with what a server has said in its greeting.
  mutating func begin(_ connection: Link.Connection) {
    name = connection.welcome.name
    cap = Int(connection.welcome.cap)
    expiry = .milliseconds(Int(connection.welcome.expiry))
    server = connection.server
    socket = connection.socket
    poller = connection.poller
    begin(connection.format, connection.generation)
  }

  /// A generation begins.
  private mutating func begin(_ stated: FormatMessage, _ number: UInt32) {
    (format, interval) = (stated.format, stated.interval)
    generation = number
    statistics.generations += 1
    for index in buffers.indices { buffers[index] = [] }
    arrived = 0
    // Frames of the generation before keep its pool, and are given back in its name.
    book = LoanBook(socket, generation: number)
    pool = Self.pool(link, book)
    lastSequence = nil
  }

  /// Makes a frame of the message; nil where its loan is over already, or it is of a generation that is.
  private mutating func frame(_ number: UInt32) throws(ShareError) -> Frame? {
    guard let stated = FrameMessage(message) else {
      throw .violation(path, "a frame of no buffer")
    }
    guard number == generation else { return nil }
    let planes = buffers[stated.index]
    guard planes.count == stated.planeCount else {
      throw .violation(path, "a frame of a buffer whose memory was not sent")
    }
    for plane in planes.indices
    where stated.offset(plane) + stated.length(plane) > planes[plane].size {
      throw .violation(path, "a frame that is larger than its buffer")
    }
    count(stated)
    // A process that was stopped finds frames that the device has filled anew long since; and where a frame of the same
    // buffer is still held, its own loan was over before this one began.
    let isStale = clock.monotonicNanoseconds() >= stated.expiresAt
    guard !isStale, place(stated.index), pool.reserve(stated.index) else {
      statistics.stale += 1
      book.giveBack(lease: stated.lease, stated.index)
      return nil
    }
    for plane in 0..<stated.planeCount {
      pool.setPayload(
        stated.index, plane: plane, offset: stated.offset(plane), length: stated.length(plane))
    }
    statistics.frames += 1
    let frame = pool.lend(stated.index, stated.metadata)
    book.note(
      stated.index, lease: stated.lease, expiresAt: stated.expiresAt, edition: frame.edition)
    return frame
  }

  /// Has the memory of a buffer in the pool; false where a frame in what was there before is still held.
  private mutating func place(_ index: Int) -> Bool {
    guard arrived & 1 << UInt64(index) != 0 else { return true }
    guard pool.replace(index, with: buffers[index]) else { return false }
    arrived &= ~(1 << UInt64(index))
    return true
  }

  /// Counts what is missing before a frame. The server counts what it skipped; the rest the driver lost.
  private mutating func count(_ stated: FrameMessage) {
    let skipped = Int(stated.skipped)
    statistics.skipped += skipped
    if let last = lastSequence {
      let distance = stated.metadata.sequence &- last
      // A step back is a driver that began anew.
      if distance < 1 << 31 { statistics.missing += max(0, Int(distance) - 1 - skipped) }
    }
    lastSequence = stated.metadata.sequence
  }

  /// The memory of the buffers whose descriptors have come, by their numbers; empty for the others.
  ///
  /// A server that has been running sends all it knows with the format, else each comes before its first frame.
  package var knownBuffers: [[DMABuffer]] { buffers }

  /// A pool whose buffers have no memory yet.
  static func pool(_ link: Link, _ book: LoanBook) -> MemoryPool {
    MemoryPool(
      Array(repeating: [], count: ShareLimits.buffers), path: link.path, calls: link.calls
    ) { book.release($0) }
  }
}
