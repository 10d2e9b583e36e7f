internal import CVideoDev2
internal import SystemIO

/// A cursor over recorded calls of one kind or one descriptor.
struct CallQueue {
  var indices: [Int] = []
  var position = 0

  var next: Int? { position < indices.count ? indices[position] : nil }
}

/// What a replay knows: where it is in the recording, and what the program has open of it.
struct ReplayState {
  /// An open descriptor of the program.
  struct File {
    enum Kind {
      case node
      /// A doorbell; it is a real one, so that a signal can ring it.
      case doorbell
      /// An epoll set, with its doorbells.
      case pollSet([(descriptor: Int32, number: UInt32)])
    }

    /// Its number in the recording; nil for a doorbell that the recording does not have.
    var handle: Int32?
    var name: String
    var kind: Kind
  }

  struct Mapping {
    var handle: Int32
    var offset: Int
    var address: UInt
    var length: Int
  }

  /// A buffer of a queue.
  struct BufferKey: Hashable {
    var handle: Int32
    var type: UInt32
    var index: UInt32
  }

  let calls: [RecordedCall]
  private var otherClocks: [Int32: CallQueue] = [:]
  private var byHandle: [Int32: CallQueue] = [:]
  private var reads: [Int32: CallQueue] = [:]
  private var writes: [Int32: CallQueue] = [:]
  private var opens: [String: CallQueue] = [:]
  private var pollSets = CallQueue()
  private var doorbells = CallQueue()
  private var clock = CallQueue()
  var lastTime: Int64 = 0
  var files: [Int32: File] = [:]
  var descriptors: [Int32: Int32] = [:]
  var mappings: [Mapping] = []
  /// Where the program's own memory is, of buffers that it queued.
  var places: [BufferKey: [UInt64]] = [:]
  var deviation: Deviation?
  /// A signal of this machine has ended the replay; what follows is no deviation.
  var isInterrupted = false
  var framesWithoutBytes = 0

  init(_ calls: [RecordedCall]) {
    self.calls = calls
    let bells = Set(
      calls.compactMap { call -> Int32? in
        if case .eventDescriptor = call.kind { call.handle } else { nil }
      })
    for (index, call) in calls.enumerated() {
      switch call.kind {
      case .open(let path, _): opens[path, default: CallQueue()].indices.append(index)
      case .makePollSet: pollSets.indices.append(index)
      case .eventDescriptor: doorbells.indices.append(index)
      case .clock: clock.indices.append(index)
      case .otherClock(let number, _):
        otherClocks[number, default: CallQueue()].indices.append(index)
      // Memory may be let go of at any time, by whoever holds it last.
      case .munmap: break
      case .read where bells.contains(call.handle):
        reads[call.handle, default: CallQueue()].indices.append(index)
      case .write where bells.contains(call.handle):
        writes[call.handle, default: CallQueue()].indices.append(index)
      default: byHandle[call.handle, default: CallQueue()].indices.append(index)
      }
    }
  }

  private static func take(_ queue: inout CallQueue?) -> Int? {
    guard let next = queue?.next else { return nil }
    queue?.position += 1
    return next
  }

  private static func take(_ queue: inout CallQueue) -> Int? {
    guard let next = queue.next else { return nil }
    queue.position += 1
    return next
  }

  mutating func takeOpen(_ path: String) -> RecordedCall? {
    Self.take(&opens[path]).map { calls[$0] }
  }
  mutating func takePollSet() -> RecordedCall? { Self.take(&pollSets).map { calls[$0] } }
  mutating func takeDoorbell() -> RecordedCall? { Self.take(&doorbells).map { calls[$0] } }
  mutating func takeRead(_ handle: Int32) -> RecordedCall? {
    Self.take(&reads[handle]).map { calls[$0] }
  }
  mutating func takeWrite(_ handle: Int32) -> RecordedCall? {
    Self.take(&writes[handle]).map { calls[$0] }
  }

  /// The time that was read next, or the last there is.
  mutating func takeTime() -> Int64 {
    if let index = Self.take(&clock) { lastTime = calls[index].time }
    return lastTime
  }

  /// The time of another clock that was read next; where the recording has none left, that of the machine.
  mutating func takeTime(ofClock number: Int32) -> Int64? {
    guard let index = Self.take(&otherClocks[number]) else { return nil }
    if case .otherClock(_, let value) = calls[index].kind { return value }
    return nil
  }

  /// The next call on a descriptor, if it is the one that came; a deviation otherwise.
  mutating func take(
    _ handle: Int32, came: () -> String, matches: (RecordedCall) -> Bool
  ) -> RecordedCall? {
    guard deviation == nil else { return nil }
    let index = byHandle[handle]?.next
    guard let index, matches(calls[index]) else {
      deviate(from: index.map { calls[$0] }, came: came())
      return nil
    }
    byHandle[handle]?.position += 1
    return calls[index]
  }

  /// Whether the recording goes on with a descriptor.
  func hasNext(_ handle: Int32) -> Bool { byHandle[handle]?.next != nil }

  /// Notes where the program and the recording part. The first time counts: the rest follows from it.
  mutating func deviate(from call: RecordedCall?, came: String) {
    guard deviation == nil, !isInterrupted else { return }
    let name = call.flatMap { descriptors[$0.handle] }.flatMap { files[$0]?.name } ?? "fd"
    deviation = Deviation(
      record: call?.record, expected: call?.asked.text(name, isFull: false), came: came,
      isAtEnd: call?.isClose ?? true)
  }

  /// The first open that the recording has and nobody has made yet.
  func firstOpen() -> RecordedCall? {
    opens.values.compactMap(\.next).min().map { calls[$0] }
  }

  /// Makes a descriptor for a recorded one; a real number, so that it cannot be another file's.
  mutating func made(_ handle: Int32, name: String, kind: File.Kind) -> Int32 {
    let descriptor = unsafe cv_open("/dev/null", O_RDWR, 0)
    guard descriptor >= 0 else { return descriptor }
    add(descriptor, File(handle: handle, name: name, kind: kind))
    return descriptor
  }

  mutating func add(_ descriptor: Int32, _ file: File) {
    files[descriptor] = file
    if let handle = file.handle { descriptors[handle] = descriptor }
  }

  mutating func remove(_ descriptor: Int32) -> File? {
    guard let file = files.removeValue(forKey: descriptor) else { return nil }
    if let handle = file.handle { descriptors.removeValue(forKey: handle) }
    return file
  }

  /// The recording's number of a descriptor of the program.
  func handle(_ descriptor: Int32) -> Int32 {
    descriptor < 0 ? descriptor : files[descriptor]?.handle ?? RecordFormat.foreignHandle
  }

  func mapping(_ handle: Int32, offset: Int) -> Mapping? {
    mappings.last { $0.handle == handle && $0.offset == offset }
  }
}
