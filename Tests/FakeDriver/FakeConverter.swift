internal import CVideoDev2
internal import VideoFormats

/// The two queues of a node that converts memory to memory, and what goes on between them.
///
/// Each queue is a node of its own to whose requests this one hands on; the rules of draining are those of the
/// kernel's `v4l2-mem2mem`. As in the kernel each file would have queues of its own, but one file is all
/// that tests open at a time.
struct FakeConverter {
  typealias Shape = Personality.ConverterShape

  let shape: Shape
  /// The queue of what is put in, and the one of what comes out.
  var source: [FakeNode]
  var destination: [FakeNode]
  var isDraining = false
  /// The last buffer to be worked off before the end.
  var lastSource: Int?
  /// The next buffer for a result is the last, and empty.
  var marksNextAsLast = false
  var hasStopped = false
  /// When the job under way is done; nil while there is none.
  var jobDue: Int64?
  /// What a decoder has read of its stream and not made a picture of.
  var stream: [UInt8] = []
  /// Bytes of the oldest buffer that were read.
  var bytesRead = 0
  /// The time that came with the oldest byte of `stream`.
  var timestamp: Int64 = 0
  /// A decoder waits for its queue of results to be set up anew.
  var hasChanged = false
  var hasToldHeader = false
  /// The change is to be told once the last buffer before it is taken.
  var tellsOfChange = false
  var visible = FakeRectangle()

  static let jobTime: Int64 = 1_000_000
  /// Where mappings of results begin.
  static let destinationOffset = 1 << 30
  static let magic: [UInt8] = [0x54, 0x4f, 0x59, 0x43]
  static let headerSize = 12

  init(_ personality: Personality, _ shape: Shape) {
    self.shape = shape
    source = [FakeNode(personality.half(shape, isSource: true))]
    destination = [FakeNode(personality.half(shape, isSource: false))]
    destination[0].queue.offsetBase = Self.destinationOffset
    // As vicodec begins; a stream that is not known yet needs room.
    var proposal = FormatProposal()
    (proposal.width, proposal.height) = (1280, 720)
    source[0].format = source[0].adjusted(proposal)
    destination[0].format = destination[0].adjusted(proposal)
    visible = FakeRectangle(width: source[0].format.width, height: source[0].format.height)
  }

  /// Whether both queues run and a job has what it needs.
  var canWork: Bool {
    let (taken, given) = (source[0].queue, destination[0].queue)
    guard taken.isStreaming, given.isStreaming, !taken.hasFailed, !given.hasFailed,
      !given.queued.isEmpty, !hasStopped, !hasChanged
    else { return false }
    return !taken.queued.isEmpty || (shape.kind == .decoder && isWhole)
  }

  /// Forgets everything but the formats, as closing the file does.
  mutating func release(owner file: Int32) {
    source[0].queue.release(owner: file)
    destination[0].queue.release(owner: file)
    forgetEnd()
    forgetStream()
    jobDue = nil
  }

  mutating func forgetEnd() {
    (isDraining, lastSource, marksNextAsLast, hasStopped) = (false, nil, false, false)
    hasChanged = false
  }

  mutating func forgetStream() {
    (stream, bytesRead, hasToldHeader) = ([], 0, false)
  }
}

extension Personality {
  /// What one of the two queues would be as a node of its own.
  fileprivate func half(_ shape: ConverterShape, isSource: Bool) -> Personality {
    let bits: UInt32 =
      switch (shape.isMultiplanar, isSource) {
      case (false, true): 0x2
      case (false, false): 0x1
      case (true, true): 0x2000
      case (true, false): 0x1000
      }
    var half = Personality(
      capabilities: bits | Self.streamingBits, formats: isSource ? shape.taken : shape.given)
    half.inputs = []
    half.controls = []
    half.copiesTimestamps = true
    half.grantedBuffers = grantedBuffers
    half.memories = memories
    return half
  }
}

// Jobs, and the time they take.
extension FakeNode {
  /// Works off every job that is due.
  mutating func work(until now: Int64) {
    while let due = converter?.jobDue, due <= now {
      converter?.jobDue = nil
      work(at: due)
      scheduleJob(at: due)
    }
  }

  /// Begins a job if there is none and one is possible.
  mutating func scheduleJob(at now: Int64) {
    guard let current = converter else { return }
    if !current.canWork {
      converter?.jobDue = nil
    } else if current.jobDue == nil {
      converter?.jobDue = now + FakeConverter.jobTime
    }
  }

  private mutating func work(at now: Int64) {
    guard var converter, converter.canWork else { return }
    self.converter = nil
    switch converter.shape.kind {
    case .copier: converter.copy(damaged: behaviour.marksNextFrameAsDamaged)
    case .encoder: if converter.encode() { postEnd(now) }
    case .decoder:
      switch converter.decode() {
      case .ended: postEnd(now)
      case .changed:
        converter.tellsOfChange = converter.shape.tellsLate
        if !converter.tellsOfChange { postSourceChange(now: now) }
      case .nothing: break
      }
    }
    behaviour.marksNextFrameAsDamaged = false
    self.converter = converter
  }

  func end() -> v4l2_event {
    var event = v4l2_event()
    event.type = UInt32(V4L2_EVENT_EOS)
    return event
  }

  mutating func postEnd(_ now: Int64) { events.post(end(), now: now) }
}

extension FakeConverter {
  /// What a decoder's job came to.
  enum Decoded {
    case nothing
    case ended
    case changed
  }

  /// Gives a buffer back that was put in.
  private mutating func finishSource(_ flags: UInt32 = 0) {
    let index = source[0].queue.queued.removeFirst()
    source[0].queue.buffers[index].state = .done
    source[0].queue.buffers[index].flags = flags
    source[0].queue.buffers[index].sequence = source[0].queue.nextSequence
    source[0].queue.nextSequence &+= 1
    source[0].queue.done.append(index)
  }

  /// Gives a buffer out with a result in it.
  private mutating func finishDestination(_ bytes: [UInt8], time: Int64, flags: UInt32) {
    let index = destination[0].queue.queued.removeFirst()
    let memory = destination[0].queue.buffers[index].planes[0]
    memory.copy(bytes[...])
    destination[0].queue.buffers[index].bytesUsed[0] = min(bytes.count, memory.length)
    destination[0].queue.buffers[index].timestamp = time
    destination[0].queue.buffers[index].flags = flags
    destination[0].queue.buffers[index].field = UInt32(V4L2_FIELD_NONE.rawValue)
    destination[0].queue.buffers[index].sequence = destination[0].queue.nextSequence
    destination[0].queue.nextSequence &+= 1
    destination[0].queue.buffers[index].state = .done
    destination[0].queue.done.append(index)
  }

  /// Gives out an empty buffer that is marked as the last.
  mutating func finishEmpty() {
    finishDestination([], time: timestamp, flags: UInt32(V4L2_BUF_FLAG_LAST))
  }

  mutating func stop() {
    (isDraining, lastSource, hasStopped) = (false, nil, true)
  }

  private var oldest: (index: Int, bytes: [UInt8], time: Int64)? {
    guard let index = source[0].queue.queued.first else { return nil }
    let buffer = source[0].queue.buffers[index]
    return (
      index, buffer.planes[0].bytes(from: buffer.dataOffsets[0], to: buffer.bytesUsed[0]),
      buffer.timestamp
    )
  }

  mutating func copy(damaged: Bool) {
    guard let oldest else { return }
    let flags = damaged ? UInt32(V4L2_BUF_FLAG_ERROR) : 0
    finishSource(flags)
    finishDestination(oldest.bytes, time: oldest.time, flags: flags)
  }

  /// Puts a picture into the stream; true if it was the last.
  mutating func encode() -> Bool {
    guard let oldest else { return false }
    let isLast = isDraining && oldest.index == lastSource
    var bytes = Self.magic
    let format = source[0].format
    for number in [format.width, format.height] {
      bytes += [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    }
    for shift in [0, 8, 16, 24] {
      bytes.append(UInt8(truncatingIfNeeded: oldest.bytes.count >> shift))
    }
    bytes += oldest.bytes
    let flags = V4L2_BUF_FLAG_KEYFRAME | (isLast ? V4L2_BUF_FLAG_LAST : 0)
    finishSource()
    finishDestination(bytes, time: oldest.time, flags: UInt32(flags))
    if isLast { stop() }
    return isLast
  }

  // MARK: Decoding

  /// Reads on in the oldest buffer, all of it; false when there is none, or it was read.
  private mutating func read() -> Bool {
    guard let oldest, bytesRead < oldest.bytes.count else { return false }
    if stream.isEmpty { timestamp = oldest.time }
    stream += oldest.bytes[bytesRead...]
    bytesRead = oldest.bytes.count
    skipToHeader()
    return true
  }

  /// Drops what comes before a header.
  private mutating func skipToHeader() {
    var start = 0
    while start < stream.count, !zip(stream[start...], Self.magic).allSatisfy({ $0 == $1 }) {
      start += 1
    }
    if start > 0 { stream.removeFirst(start) }
  }

  private var header: (width: Int, height: Int, size: Int)? {
    guard stream.count >= Self.headerSize else { return nil }
    let number = stream.prefix(Self.headerSize).map { Int($0) }
    return (
      number[4] | number[5] << 8, number[6] | number[7] << 8,
      number[8] | number[9] << 8 | number[10] << 16 | number[11] << 24
    )
  }

  /// Whether a picture is there as a whole.
  var isWhole: Bool {
    guard let header else { return false }
    return stream.count >= Self.headerSize + header.size
  }

  private mutating func learn(_ width: Int, _ height: Int) {
    var proposal = FormatProposal()
    let format = destination[0].format
    proposal.pixelFormat = destination[0].personality.formats[format.entry].pixelFormat.rawValue
    (proposal.width, proposal.height) = (width, height)
    destination[0].format = destination[0].adjusted(proposal)
    visible = FakeRectangle(width: width, height: height)
  }

  /// Looks for the stream's header in what was just put in; true when it was found, for the first time.
  ///
  /// What holds no header comes back at once.
  mutating func readHeader() -> Bool {
    guard !hasToldHeader, !destination[0].queue.isStreaming else { return false }
    _ = read()
    guard let header else {
      finishSource()
      bytesRead = 0
      return false
    }
    hasToldHeader = true
    learn(header.width, header.height)
    return true
  }

  mutating func decode() -> Decoded {
    while !isWhole {
      if read() { continue }
      guard let oldest else { return .nothing }
      // Nothing more is in it, and nothing of it is a picture.
      let isLast = isDraining && oldest.index == lastSource
      finishSource()
      bytesRead = 0
      guard isLast else {
        if source[0].queue.queued.isEmpty { return .nothing }
        continue
      }
      finishEmpty()
      stop()
      return .ended
    }
    guard let header else { return .nothing }
    if header.width != destination[0].format.width || header.height != destination[0].format.height
    {
      learn(header.width, header.height)
      hasChanged = true
      hasToldHeader = true
      finishEmpty()
      return .changed
    }
    let end = Self.headerSize + header.size
    let picture = Array(stream[Self.headerSize..<end])
    let time = timestamp
    stream.removeFirst(end)
    skipToHeader()
    if let oldest { timestamp = oldest.time }
    var flags = UInt32(V4L2_BUF_FLAG_KEYFRAME)
    var isEnd = false
    if let oldest, bytesRead == oldest.bytes.count, !isWhole {
      isEnd = isDraining && oldest.index == lastSource
      finishSource()
      bytesRead = 0
    }
    if isEnd {
      flags |= UInt32(V4L2_BUF_FLAG_LAST)
      stop()
    }
    finishDestination(picture, time: time, flags: flags)
    return isEnd ? .ended : .nothing
  }
}
