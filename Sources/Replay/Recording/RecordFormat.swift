/// What a recording file looks like; described for others in Docs/Recording.md.
enum RecordFormat {
  /// A byte that no text has, a name, and line ends that a careless transfer would change.
  static let magic: [UInt8] = [0x89, 0x56, 0x34, 0x4c, 0x32, 0x0d, 0x0a, 0x1a]
  /// Readers refuse a newer one.
  static let major: UInt16 = 1
  /// Readers skip the kinds of records that a newer one may have.
  static let minor: UInt16 = 0
  /// Bytes of a pointer, and 1 for the lowest byte first: the kernel's structures differ with both.
  static let wordSize = UInt8(MemoryLayout<UInt>.size)
  static let byteOrder: UInt8 = 1 == 1.littleEndian ? 1 : 2
  /// Magic, versions, word size, byte order, and two bytes of a check of those.
  static let headSize = 16
  /// Length, kind and half a check of the two, in front of a record's content.
  static let prefixSize = 8
  /// The check behind it.
  static let suffixSize = 4
  /// A length beyond this is no length.
  static let largestContent = 1 << 30

  /// Descriptors that no recorded call made.
  static let foreignHandle: Int32 = 0x7fff_ffff
}

/// Kinds of records.
enum RecordKind: UInt16 {
  /// Facts of the run, as names and values.
  case facts = 1
  /// The recording ended in good order.
  case end = 2
  case open = 16
  case close = 17
  case ioctl = 18
  case mmap = 19
  case munmap = 20
  case makePollSet = 21
  case addToPollSet = 22
  case waitForPollSet = 23
  case eventDescriptor = 24
  case read = 25
  case write = 26
  case clock = 27
  /// Another clock than the monotonic one.
  case otherClock = 28
  /// Bytes of one plane of a frame, in front of the DQBUF that delivers it.
  case frame = 32
  /// A question to the file trees, and the answer.
  case files = 48
}

/// The questions of a `files` record.
enum FileQuestion: UInt8 {
  case names = 1
  case text = 2
  case link = 3
  case realPath = 4
  case characterDevice = 5
  case holders = 6
}
