/// An ioctl's number taken apart, as the kernel's `_IOC` macros put it together.
struct RequestNumber: Hashable, Sendable {
  /// The number; the kernel looks at 32 bits.
  let rawValue: UInt32

  init(_ number: UInt) {
    rawValue = UInt32(truncatingIfNeeded: number)
  }

  /// Puts a number together: 1 writes to the kernel, 2 reads from it, 3 does both.
  init(_ direction: UInt32, _ type: Character, _ ordinal: UInt32, size: UInt32) {
    rawValue = direction << 30 | size << 16 | UInt32(type.asciiValue ?? 0) << 8 | ordinal
  }

  /// Whether the kernel reads the argument.
  var isInput: Bool { rawValue & 0x4000_0000 != 0 }
  /// Whether the kernel writes to the argument.
  var isOutput: Bool { rawValue & 0x8000_0000 != 0 }
  /// Bytes of the argument.
  var size: Int { Int(rawValue >> 16 & 0x3fff) }
  /// The letter of the kernel's subsystem.
  var type: UInt8 { UInt8(rawValue >> 8 & 0xff) }
  /// The number within the subsystem.
  var ordinal: UInt8 { UInt8(rawValue & 0xff) }

  /// Type and ordinal, which name a request whatever the size of its structure has grown to.
  var key: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

  /// The number as the macro that makes it, for a request that has no name here.
  var macro: String {
    let name = ["_IO", "_IOW", "_IOR", "_IOWR"][Int(rawValue >> 30)]
    let letter = type >= 0x20 && type < 0x7f ? "'\(Character(Unicode.Scalar(type)))'" : "\(type)"
    return "\(name)(\(letter), \(ordinal), \(size) bytes)"
  }
}

extension RequestNumber {
  private func isVideo(_ number: UInt8) -> Bool { type == 0x56 && ordinal == number }

  /// Requests whose structures point to more, or carry descriptors.
  var isBuffer: Bool {
    type == 0x56 && [9, 15, 17, 93].contains(ordinal) && size >= BufferForm.size
  }
  var isQueryBuffer: Bool { isVideo(9) }
  /// Whether it is one of those with which a program puts its buffers and subscriptions away: REQBUFS, QBUF, STREAMOFF,
  /// REMOVE_BUFS, UNSUBSCRIBE_EVENT and the end of an access to a dma-buf.
  var isTearingDown: Bool {
    type == 0x56 ? [8, 15, 19, 91, 104].contains(ordinal) : type == 0x62 && ordinal == 0
  }
  var isQueueBuffer: Bool { isVideo(15) }
  var isDequeueBuffer: Bool { isVideo(17) }
  var isExtendedControls: Bool { type == 0x56 && (71...73).contains(ordinal) && size >= 32 }
  var isEDID: Bool { type == 0x56 && (40...41).contains(ordinal) && size >= 40 }
  var isExportBuffer: Bool { isVideo(16) && size >= 20 }
  var isFormat: Bool { type == 0x56 && [4, 5, 64].contains(ordinal) && size >= 64 }
  var isBufferCreation: Bool { isVideo(92) && size >= 64 }
  var isStandard: Bool { isVideo(25) && size >= 16 }
  var isFrameBuffer: Bool { type == 0x56 && (10...11).contains(ordinal) && size >= 16 }
  var isRequestAllocation: Bool { type == 0x7c && ordinal == 5 && size == 4 }
  var isHeapAllocation: Bool { type == 0x48 && ordinal == 0 && size >= 24 }
  var isSyncFile: Bool { type == 0x62 && (2...3).contains(ordinal) && size >= 8 }
  var isUserBuffer: Bool { type == 0x75 && ordinal == 0x42 && size >= 8 }
  var isUserBufferList: Bool { type == 0x75 && ordinal == 0x43 && size >= 8 }
  /// Whether what it answers is a descriptor.
  var answersDescriptor: Bool { isUserBuffer || isUserBufferList }
}

/// Where things lie in `v4l2_buffer` and `v4l2_plane`, on a machine of 64 bits.
enum BufferForm {
  static let size = 88
  static let planeSize = 64
  static let planeLimit = 8
  static let index = 0
  static let type = 4
  static let bytesUsed = 8
  static let flags = 12
  static let memory = 60
  static let place = 64
  static let length = 72
  static let requestDescriptor = 80
  static let planeBytesUsed = 0
  static let planeLength = 4
  static let planePlace = 8

  static let mapped: UInt32 = 1
  static let userPointer: UInt32 = 2
  static let dmaBuffer: UInt32 = 4
  /// V4L2_BUF_FLAG_REQUEST_FD: the buffer belongs to a media request.
  static let hasRequest: UInt32 = 0x80_0000

  static func isMultiplanar(_ type: UInt32) -> Bool { type == 9 || type == 10 }
  /// Whether the program fills the buffers: pictures, both kinds of VBI, radio samples and metadata that go out.
  static func isOutput(_ type: UInt32) -> Bool { [2, 5, 7, 10, 12, 14].contains(type) }
}
