internal import CVideoDev2

// How recorded answers get into the program's own structures.

extension ReplayState {
  /// What the program put in, in the form in which a recording has it.
  func neutralCopy(of form: ArgumentForm) -> ArgumentCopy {
    var parts: [ArraySlice<UInt8>] = []
    form.forEachPart { part in
      var bytes = unsafe ArraySlice(UnsafeRawBufferPointer(part.bytes))
      unsafe bytes.withUnsafeMutableBytes { raw in
        unsafe part.layout.neutralize(raw, isOutput: false) { number, _ in handle(number) }
      }
      parts.append(bytes)
    }
    return ArgumentCopy(parts: parts)
  }

  /// Puts a recorded answer in; pointers stay the program's own, and so do descriptors that nobody made.
  mutating func restore(
    _ output: ArgumentCopy, into form: ArgumentForm, _ handle: Int32, succeeded: Bool
  ) {
    for (part, recorded) in zip(form.parts, output.parts) {
      guard recorded.count == part.length else { continue }
      var bytes = Array(recorded)
      let own = unsafe part.bytes
      unsafe recorded.withUnsafeBytes { view in
        unsafe part.layout.forEachPointer(view) { offset in
          for index in offset..<min(offset + 8, bytes.count) { bytes[index] = unsafe own[index] }
        }
        unsafe part.layout.forEachDescriptor(view, isOutput: succeeded) { offset, isNew in
          guard offset + 4 <= bytes.count else { return }
          let recorded = Int32(bitPattern: unsafe view.word(at: offset))
          guard let number = descriptor(for: recorded, isNew, form.number) else {
            for index in offset..<(offset + 4) { bytes[index] = unsafe own[index] }
            return
          }
          for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: number >> Int32(8 * index))
          }
        }
      }
      unsafe own.copyBytes(from: bytes)
    }
  }

  private mutating func descriptor(
    for handle: Int32, _ isNew: Bool, _ number: RequestNumber
  ) -> Int32? {
    if isNew {
      return made(handle, name: number.isRequestAllocation ? "request" : "dmabuf", kind: .node)
    }
    return handle < 0 ? handle : descriptors[handle]
  }

  /// Notes where the program's memory is, when a buffer is queued.
  mutating func rememberPlaces(_ form: ArgumentForm, _ handle: Int32) {
    guard form.number.isQueueBuffer, let first = form.first else { return }
    let buffer = unsafe UnsafeRawBufferPointer(first.bytes)
    guard unsafe buffer.word(at: BufferForm.memory) == BufferForm.userPointer else { return }
    let key = BufferKey(
      handle: handle, type: unsafe buffer.word(at: BufferForm.type),
      index: unsafe buffer.word(at: BufferForm.index))
    guard BufferForm.isMultiplanar(key.type) else {
      places[key] = [UInt64(unsafe buffer.address(at: BufferForm.place))]
      return
    }
    guard let second = form.second else { return }
    let planes = unsafe UnsafeRawBufferPointer(second.bytes)
    places[key] = (0..<(second.length / BufferForm.planeSize)).map {
      UInt64(unsafe planes.address(at: $0 * BufferForm.planeSize + BufferForm.planePlace))
    }
  }

  /// Completes a dequeued buffer: the program's own addresses, and the bytes of a frame that was captured. In one that
  /// was put out there is what the program left there.
  mutating func deliver(
    _ call: RecordedCall, _ form: ArgumentForm, _ handle: Int32, _ frames: FrameSource
  ) {
    guard let first = form.first else { return }
    let buffer = unsafe first.bytes
    let view = UnsafeRawBufferPointer(buffer)
    let memory = unsafe view.word(at: BufferForm.memory)
    let key = BufferKey(
      handle: handle, type: unsafe view.word(at: BufferForm.type),
      index: unsafe view.word(at: BufferForm.index))
    let own = places[key] ?? []
    let isMultiplanar = BufferForm.isMultiplanar(key.type)
    let isOutput = BufferForm.isOutput(key.type)
    let count =
      isMultiplanar
      ? min(
        Int(unsafe view.word(at: BufferForm.length)),
        (form.second?.length ?? 0) / BufferForm.planeSize)
      : 1
    var used = 0
    var missing = false
    for index in 0..<count {
      let start = isMultiplanar ? index * BufferForm.planeSize : 0
      let place = isMultiplanar ? start + BufferForm.planePlace : BufferForm.place
      let whole = isMultiplanar ? (unsafe form.second?.bytes ?? buffer) : unsafe buffer
      let structure = UnsafeRawBufferPointer(whole)
      if memory == BufferForm.userPointer, index < own.count {
        unsafe whole.storeBytes(of: own[index], toByteOffset: place, as: UInt64.self)
      }
      if isOutput { continue }
      let length = Int(
        unsafe structure.word(
          at: isMultiplanar ? start + BufferForm.planeLength : BufferForm.length))
      used += Int(
        unsafe structure.word(
          at: isMultiplanar ? start + BufferForm.planeBytesUsed : BufferForm.bytesUsed))
      guard let plane = call.planes.first(where: { $0.index == index }) else {
        missing = true
        continue
      }
      let (address, limit) = unsafe target(memory, structure, place, handle, length)
      if address == 0 || !frames.read(plane, to: address, limit: limit) { missing = true }
    }
    if missing, used > 0 { framesWithoutBytes += 1 }
  }

  /// Where a plane's bytes belong.
  private func target(
    _ memory: UInt32, _ structure: UnsafeRawBufferPointer, _ place: Int, _ handle: Int32,
    _ length: Int
  ) -> (UInt, Int) {
    switch memory {
    case BufferForm.userPointer: return (unsafe structure.address(at: place), length)
    case BufferForm.mapped:
      let found = mapping(handle, offset: Int(unsafe structure.word(at: place)))
      return (found?.address ?? 0, found?.length ?? 0)
    case BufferForm.dmaBuffer:
      let number = self.handle(Int32(bitPattern: unsafe structure.word(at: place)))
      let found = mapping(number, offset: 0)
      return (found?.address ?? 0, found?.length ?? 0)
    default: return (0, 0)
    }
  }

  /// Answers a read, with zeros for bytes that were not recorded.
  mutating func answer(
    _ call: RecordedCall, _ address: UInt, _ count: Int, _ frames: FrameSource
  ) -> Int {
    guard case .read(_, let data) = call.kind, call.result > 0, address != 0 else {
      return Int(call.result)
    }
    let size = min(Int(call.result), count)
    let buffer = unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: address), count: size)
    if let plane = call.planes.first {
      if !frames.read(plane, to: address, limit: size) { framesWithoutBytes += 1 }
    } else {
      for index in 0..<size {
        unsafe buffer[index] = index < data.count ? data[data.startIndex + index] : 0
      }
      if data.count < size { framesWithoutBytes += 1 }
    }
    return size
  }
}

extension ArgumentForm {
  /// The parts in an array, for whoever does not mind that it is allocated.
  var parts: [Part] {
    var parts: [Part] = []
    forEachPart { parts.append($0) }
    return parts
  }
}
