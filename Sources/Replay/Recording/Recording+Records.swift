internal import Glibc
internal import SystemIO

// How calls become records. All of it happens under the recording's lock.

extension Recording.State {
  /// Begins the record of a call: when, how long, on what, and what it answered.
  mutating func begin(
    _ kind: RecordKind, _ start: Int64, _ end: Int64, _ handle: Int32, _ result: Int32, size: Int
  ) -> Bool {
    guard buffer.begin(kind, size: 20 + size) else { return false }
    buffer.put(start)
    buffer.put(UInt32(clamping: end - start))
    buffer.put(handle)
    buffer.put(result)
    return true
  }

  mutating func finish(_ now: Int64) {
    buffer.end()
    buffer.flush(at: now)
  }

  /// An ioctl: what the kernel was given, and what was there afterwards if that is anything else.
  ///
  /// `input` is the address of a copy of the parts as they were before the call.
  mutating func record(
    _ form: ArgumentForm, _ input: UInt, _ handle: Int32, _ result: Int32, _ start: Int64,
    _ end: Int64
  ) {
    let isChanged = unsafe !form.equals(
      UnsafeRawPointer(bitPattern: input).unsafelyUnwrapped)
    let whole = form.byteCount + 4 * form.partCount
    let size = 8 + (form.number.isInput ? whole : 0) + (isChanged ? whole : 0)
    guard begin(.ioctl, start, end, handle, made(form, result), size: size) else { return }
    buffer.put(form.number.rawValue)
    buffer.put(UInt16(form.number.isInput ? form.partCount : 0))
    buffer.put(UInt16(isChanged ? form.partCount : 0))
    if form.number.isInput {
      var position = input
      form.forEachPart { part in
        put(part, from: position, isOutput: false)
        position += UInt(part.length)
      }
    }
    if isChanged {
      form.forEachPart { part in put(part, from: part.address, isOutput: result >= 0) }
    }
    finish(end)
  }

  /// The result, which is a descriptor's handle for requests that answer with a descriptor.
  private mutating func made(_ form: ArgumentForm, _ result: Int32) -> Int32 {
    form.number.answersDescriptor && result >= 0 ? handles.made(result) : result
  }

  private mutating func put(_ part: ArgumentForm.Part, from address: UInt, isOutput: Bool) {
    buffer.put(UInt32(part.length))
    unsafe buffer.put(
      UnsafeRawBufferPointer(
        start: UnsafeRawPointer(bitPattern: address), count: part.length))
    unsafe part.layout.neutralize(buffer.last(part.length), isOutput: isOutput) { number, isNew in
      isNew ? handles.made(number) : handles.handle(number)
    }
  }

  /// The bytes of a frame that has just been dequeued, as far as they are in memory of this process.
  mutating func recordFrame(_ form: ArgumentForm, _ handle: Int32) {
    guard let first = form.first, case .buffer = first.layout else { return }
    let buffer = unsafe UnsafeRawBufferPointer(first.bytes)
    let memory = unsafe buffer.word(at: BufferForm.memory)
    let type = unsafe buffer.word(at: BufferForm.type)
    // What comes back from an output queue is what the program has put there itself.
    guard !BufferForm.isOutput(type) else { return }
    let head = (handle, Int32(bitPattern: type), Int32(bitPattern: unsafe buffer.word(at: 0)))
    guard BufferForm.isMultiplanar(type) else {
      unsafe recordPlane(
        head, 0, memory, buffer, BufferForm.place,
        used: Int(buffer.word(at: BufferForm.bytesUsed)),
        length: Int(buffer.word(at: BufferForm.length)))
      return
    }
    guard let second = form.second else { return }
    let planes = unsafe UnsafeRawBufferPointer(second.bytes)
    let count = min(
      Int(unsafe buffer.word(at: BufferForm.length)), second.length / BufferForm.planeSize)
    for plane in 0..<count {
      let start = plane * BufferForm.planeSize
      unsafe recordPlane(
        head, Int32(plane), memory, planes, start + BufferForm.planePlace,
        used: Int(planes.word(at: start + BufferForm.planeBytesUsed)),
        length: Int(planes.word(at: start + BufferForm.planeLength)))
    }
  }

  private mutating func recordPlane(
    _ head: (Int32, Int32, Int32), _ plane: Int32, _ memory: UInt32,
    _ structure: UnsafeRawBufferPointer, _ place: Int, used: Int, length: Int
  ) {
    var address: UInt = 0
    var limit = 0
    switch memory {
    case BufferForm.mapped:
      if let entry = mappings.find(head.0, offset: Int(unsafe structure.word(at: place))) {
        (address, limit) = (entry.address, entry.length)
      }
    case BufferForm.userPointer:
      (address, limit) = (unsafe structure.address(at: place), length)
    case BufferForm.dmaBuffer:
      let number = handles.handle(Int32(bitPattern: unsafe structure.word(at: place)))
      if let entry = mappings.find(number, offset: 0) {
        (address, limit) = (entry.address, entry.length)
      }
    default: break
    }
    // A driver's numbers are not believed past the end of what is mapped.
    let count = min(used, limit)
    guard address != 0, count > 0 else { return }
    unsafe buffer.record(
      .frame, head: (head.0, head.1, head.2, plane),
      UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
  }

  mutating func transfer(
    _ kind: RecordKind, _ descriptor: Int32, _ address: UInt, _ stored: Int, _ result: Int,
    _ count: Int, _ start: Int64, _ end: Int64
  ) {
    let handle = handles.handle(descriptor)
    var kept = stored
    if stored > RecordBuffer.capacity / 2 {
      unsafe buffer.record(
        .frame, head: (handle, -1, 0, 0),
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: stored))
      kept = 0
    }
    let short = Int32(clamping: result)
    guard begin(kind, start, end, handle, short, size: 12 + kept) else { return }
    buffer.put(UInt64(count))
    buffer.put(UInt32(kept))
    unsafe buffer.put(
      UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: kept))
    finish(end)
  }
}

extension RecordBuffer {
  mutating func put(text: [UInt8]) {
    put(UInt32(text.count))
    put(text)
  }

  mutating func put(facts: [(name: String, value: String)]) {
    let pairs = facts.map { (Array($0.name.utf8), Array($0.value.utf8)) }
    let size = pairs.reduce(4) { $0 + 8 + $1.0.count + $1.1.count }
    guard begin(.facts, size: size) else { return }
    put(UInt32(pairs.count))
    for pair in pairs {
      put(text: pair.0)
      put(text: pair.1)
    }
    end()
  }
}

extension ArgumentForm {
  /// Whether the parts are what a copy of them has.
  func equals(_ copy: UnsafeRawPointer) -> Bool {
    var position = 0
    var isEqual = true
    forEachPart { part in
      unsafe isEqual =
        isEqual
        && memcmp(
          copy + position, UnsafeRawPointer(part.bytes.baseAddress.unsafelyUnwrapped), part.length)
          == 0
      position += part.length
    }
    return isEqual
  }
}
