/// Numbers for descriptors that do not depend on the process: in the order in which they were made.
struct HandleTable {
  /// Descriptors that are open, few enough to be looked through.
  private var entries: [(descriptor: Int32, handle: Int32)] = []
  private var next: Int32 = 1

  /// A new number for a descriptor, or a failed call's zero.
  mutating func made(_ descriptor: Int32) -> Int32 {
    guard descriptor >= 0 else { return 0 }
    entries.removeAll { $0.descriptor == descriptor }
    let handle = next
    next += 1
    entries.append((descriptor, handle))
    return handle
  }

  /// The number of an open descriptor.
  func handle(_ descriptor: Int32) -> Int32 {
    if descriptor < 0 { return descriptor }
    for entry in entries where entry.descriptor == descriptor { return entry.handle }
    return RecordFormat.foreignHandle
  }

  mutating func closed(_ descriptor: Int32) -> Int32 {
    let handle = handle(descriptor)
    entries.removeAll { $0.descriptor == descriptor }
    return handle
  }
}

/// Memory that was mapped while recording.
struct MappingTable {
  struct Entry {
    var handle: Int32
    var offset: Int
    var address: UInt
    var length: Int
    var ordinal: Int32
  }

  private var entries: [Entry] = []
  private var next: Int32 = 1

  mutating func mapped(_ handle: Int32, offset: Int, address: UInt, length: Int) -> Int32 {
    let ordinal = next
    next += 1
    entries.append(
      Entry(handle: handle, offset: offset, address: address, length: length, ordinal: ordinal))
    return ordinal
  }

  mutating func unmapped(_ address: UInt) -> Entry? {
    guard let index = entries.lastIndex(where: { $0.address == address }) else { return nil }
    return entries.remove(at: index)
  }

  /// The newest mapping there, as a frame of an earlier allocation may still be held.
  func find(_ handle: Int32, offset: Int) -> Entry? {
    entries.lastIndex { $0.handle == handle && $0.offset == offset }.map { entries[$0] }
  }
}
