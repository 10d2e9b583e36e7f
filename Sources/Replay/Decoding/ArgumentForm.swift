/// What an ioctl's argument consists of: its structure, and the memory that the structure points to.
///
/// Found before the call, from what the program put in, since the kernel may change counts but not
/// where the memory is. Everything that reads or writes an argument goes through it: the tracer, the
/// recorder, and the replay, which puts a recorded answer into the program's own structures.
struct ArgumentForm {
  /// A stretch of the program's memory.
  struct Part {
    var address: UInt
    var length: Int
    var layout: PartLayout

    var bytes: UnsafeMutableRawBufferPointer {
      unsafe UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(bitPattern: address), count: length)
    }
  }

  let number: RequestNumber
  // What nearly every argument has, and what a buffer of several planes has besides: the frame path
  // must not allocate.
  private(set) var first: Part?
  private(set) var second: Part?
  private(set) var others: [Part] = []
  /// Bytes of all parts.
  private(set) var byteCount = 0

  /// No structure of a driver in its right mind has more in it.
  private static let payloadLimit = 1 << 16
  private static let countLimit = 1024

  init(_ request: UInt, _ argument: UnsafeMutableRawPointer) {
    number = RequestNumber(request)
    guard number.size > 0 else { return }
    add(UInt(bitPattern: argument), number.size, number.isBuffer ? .buffer : .structure(number))
    let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: number.size)
    if number.isBuffer {
      unsafe addPlanes(bytes)
    } else if number.isExtendedControls {
      unsafe addControls(bytes)
    } else if number.isEDID {
      let blocks = Int(unsafe bytes.word(at: 8))
      if blocks <= 256 { add(unsafe bytes.address(at: 32), blocks * 128, .payload) }
    } else if number.isUserBufferList {
      let count = Int(unsafe bytes.word(at: 4))
      guard count <= Self.countLimit else { return }
      add(UInt(bitPattern: argument) + UInt(number.size), count * 24, .userBufferList)
    }
  }

  private mutating func add(_ address: UInt, _ length: Int, _ layout: PartLayout) {
    guard address != 0, length > 0 else { return }
    let part = Part(address: address, length: length, layout: layout)
    byteCount += length
    if first == nil {
      first = part
    } else if second == nil {
      second = part
    } else {
      others.append(part)
    }
  }

  private mutating func addPlanes(_ bytes: UnsafeRawBufferPointer) {
    guard BufferForm.isMultiplanar(unsafe bytes.word(at: BufferForm.type)) else { return }
    let count = min(Int(unsafe bytes.word(at: BufferForm.length)), BufferForm.planeLimit)
    add(
      unsafe bytes.address(at: BufferForm.place), count * BufferForm.planeSize,
      .planes(memory: unsafe bytes.word(at: BufferForm.memory)))
  }

  private mutating func addControls(_ bytes: UnsafeRawBufferPointer) {
    let count = Int(unsafe bytes.word(at: 4))
    let address = unsafe bytes.address(at: 24)
    guard address != 0, count > 0, count <= Self.countLimit else { return }
    add(address, count * 20, .controlList)
    let controls = unsafe UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: address), count: count * 20)
    for start in stride(from: 0, to: count * 20, by: 20) {
      let size = Int(unsafe controls.word(at: start + 4))
      if size <= Self.payloadLimit {
        add(unsafe controls.address(at: start + 12), size, .payload)
      }
    }
  }

  /// Calls a closure with each part, the structure itself first.
  @inline(__always)
  func forEachPart(_ body: (Part) -> Void) {
    if let first { body(first) }
    if let second { body(second) }
    for part in others { body(part) }
  }

  var partCount: Int { (first == nil ? 0 : 1) + (second == nil ? 0 : 1) + others.count }

  /// Copies the bytes of all parts, one behind the other, into a buffer that is large enough.
  @inline(__always)
  func copy(into buffer: UnsafeMutableRawBufferPointer) {
    var position = 0
    forEachPart { part in
      unsafe buffer.baseAddress?.advanced(by: position).copyMemory(
        from: UnsafeRawPointer(part.bytes.baseAddress.unsafelyUnwrapped), byteCount: part.length)
      position += part.length
    }
  }
}

/// What a stretch of an argument has in it that is true of one process alone: pointers, descriptors, and what lay in the
/// memory before.
///
/// A recording and a trace hold arguments in a form that does not depend on the process: pointers and holes are
/// zero, and descriptors are numbered in the order in which they were opened.
enum PartLayout {
  case structure(RequestNumber)
  case buffer
  case planes(memory: UInt32)
  case controlList
  case userBufferList
  case payload

  /// Calls a closure with the place of each pointer, eight bytes long.
  @inline(__always)
  func forEachPointer(_ bytes: UnsafeRawBufferPointer, _ body: (Int) -> Void) {
    switch self {
    case .structure(let number):
      if number.isExtendedControls { body(24) }
      if number.isEDID { body(32) }
      if number.isFrameBuffer { body(8) }
      // An overlay's list of clips, and its bitmap.
      if number.isFormat, [3, 8].contains(unsafe bytes.word(at: 0)) {
        body(32)
        body(48)
      }
    case .buffer:
      let memory = unsafe bytes.word(at: BufferForm.memory)
      if BufferForm.isMultiplanar(unsafe bytes.word(at: BufferForm.type))
        || memory == BufferForm.userPointer
      {
        body(BufferForm.place)
      }
    case .planes(let memory):
      guard memory == BufferForm.userPointer else { return }
      for start in stride(from: 0, to: bytes.count, by: BufferForm.planeSize) {
        body(start + BufferForm.planePlace)
      }
    case .controlList:
      for start in stride(from: 0, to: bytes.count - 19, by: 20)
      where unsafe bytes.word(at: start + 4) > 0 {
        body(start + 12)
      }
    case .userBufferList, .payload: return
    }
  }

  /// Calls a closure with the place of each descriptor, and whether the kernel has just made it.
  @inline(__always)
  func forEachDescriptor(
    _ bytes: UnsafeRawBufferPointer, isOutput: Bool, _ body: (Int, Bool) -> Void
  ) {
    switch self {
    case .structure(let number):
      if number.isExtendedControls, unsafe bytes.word(at: 0) == 0x0f01_0000 { body(12, false) }
      if isOutput {
        if number.isExportBuffer { body(16, true) }
        if number.isRequestAllocation { body(0, true) }
        if number.isHeapAllocation { body(8, true) }
        if number.isSyncFile, number.ordinal == 2 { body(4, true) }
      }
      if number.isSyncFile, number.ordinal == 3 { body(4, false) }
      if number.isUserBuffer { body(0, false) }
    case .buffer:
      if unsafe bytes.word(at: BufferForm.memory) == BufferForm.dmaBuffer,
        !BufferForm.isMultiplanar(unsafe bytes.word(at: BufferForm.type))
      {
        body(BufferForm.place, false)
      }
      if unsafe bytes.word(at: BufferForm.flags) & BufferForm.hasRequest != 0 {
        body(BufferForm.requestDescriptor, false)
      }
    case .planes(let memory):
      guard memory == BufferForm.dmaBuffer else { return }
      for start in stride(from: 0, to: bytes.count, by: BufferForm.planeSize) {
        body(start + BufferForm.planePlace, false)
      }
    case .userBufferList:
      for start in stride(from: 0, to: bytes.count, by: 24) { body(start, false) }
    case .controlList, .payload: return
    }
  }

  /// Calls a closure with the place of each hole between members, four bytes long.
  ///
  /// The kernel looks at none of them, and what is in them is what lay in the memory before.
  @inline(__always)
  func forEachHole(_ bytes: UnsafeRawBufferPointer, _ body: (Int) -> Void) {
    switch self {
    case .structure(let number):
      if number.isExtendedControls { body(20) }
      if number.isFormat || number.isStandard { body(4) }
      if number.isBufferCreation {
        body(12)
        body(20)
      }
    case .buffer:
      body(20)
      body(84)
    case .planes, .controlList, .userBufferList, .payload: return
    }
  }

  /// Makes bytes independent of this process, in place.
  @inline(__always)
  func neutralize(
    _ bytes: UnsafeMutableRawBufferPointer, isOutput: Bool,
    descriptor: (_ number: Int32, _ isNew: Bool) -> Int32
  ) {
    let view = UnsafeRawBufferPointer(bytes)
    unsafe forEachDescriptor(view, isOutput: isOutput) { offset, isNew in
      guard offset + 4 <= bytes.count else { return }
      let number = unsafe view.loadUnaligned(fromByteOffset: offset, as: Int32.self)
      unsafe bytes.storeBytes(of: descriptor(number, isNew), toByteOffset: offset, as: Int32.self)
    }
    unsafe forEachPointer(view) { offset in
      guard offset + 8 <= bytes.count else { return }
      unsafe bytes.storeBytes(of: 0, toByteOffset: offset, as: UInt64.self)
    }
    unsafe forEachHole(view) { offset in
      guard offset + 4 <= bytes.count else { return }
      unsafe bytes.storeBytes(of: 0, toByteOffset: offset, as: UInt32.self)
    }
  }
}

extension UnsafeRawBufferPointer {
  func word(at offset: Int) -> UInt32 {
    guard offset + 4 <= count else { return 0 }
    return unsafe loadUnaligned(fromByteOffset: offset, as: UInt32.self)
  }

  func address(at offset: Int) -> UInt {
    guard offset + 8 <= count else { return 0 }
    return unsafe loadUnaligned(fromByteOffset: offset, as: UInt.self)
  }
}
