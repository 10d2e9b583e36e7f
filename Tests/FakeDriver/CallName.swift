internal import CVideoDev2
internal import Glibc

/// A system call, or an ioctl's request, by the name under which tests script and count it.
struct CallName: Sendable {
  /// Its place in `all`.
  let ordinal: Int

  var text: String { "\(Self.table[ordinal].name)" }

  func isNamed(_ name: StaticString) -> Bool { Self.table[ordinal].name.isEqual(to: name) }

  static let open = CallName(ordinal: 0)
  static let close = CallName(ordinal: 1)
  static let mmap = CallName(ordinal: 2)
  static let munmap = CallName(ordinal: 3)
  static let waitForPollSet = CallName(ordinal: 4)
  static let eventDescriptor = CallName(ordinal: 5)
  static let read = CallName(ordinal: 6)
  static let write = CallName(ordinal: 7)
  private static let unknownRequest = CallName(ordinal: 8)
  static let makePollSet = CallName(ordinal: 9)
  static let addToPollSet = CallName(ordinal: 10)

  /// The name of an ioctl's request.
  static func request(_ number: UInt) -> CallName {
    for index in firstRequest..<table.count where table[index].number == number {
      return CallName(ordinal: index)
    }
    return unknownRequest
  }

  /// The request of a name.
  static func requestNumber(_ name: String) -> UInt? {
    table.first { $0.number != 0 && "\($0.name)" == name }?.number
  }

  static var all: [CallName] { table.indices.map(CallName.init(ordinal:)) }

  private static let firstRequest = 11
  private static let table: [(name: StaticString, number: UInt)] = [
    ("open", 0), ("close", 0), ("mmap", 0), ("munmap", 0), ("epoll_wait", 0), ("eventfd", 0),
    ("read", 0), ("write", 0), ("ioctl", 0), ("epoll_create", 0), ("epoll_ctl", 0),
    ("VIDIOC_QBUF", CV_QBUF), ("VIDIOC_DQBUF", CV_DQBUF),
    ("VIDIOC_QUERYCAP", CV_QUERYCAP), ("VIDIOC_ENUM_FMT", CV_ENUM_FMT),
    ("VIDIOC_ENUM_FRAMESIZES", CV_ENUM_FRAMESIZES),
    ("VIDIOC_ENUM_FRAMEINTERVALS", CV_ENUM_FRAMEINTERVALS),
    ("VIDIOC_G_FMT", CV_G_FMT), ("VIDIOC_S_FMT", CV_S_FMT), ("VIDIOC_TRY_FMT", CV_TRY_FMT),
    ("VIDIOC_G_PARM", CV_G_PARM), ("VIDIOC_S_PARM", CV_S_PARM),
    ("VIDIOC_ENUMINPUT", CV_ENUMINPUT), ("VIDIOC_G_INPUT", CV_G_INPUT),
    ("VIDIOC_S_INPUT", CV_S_INPUT), ("VIDIOC_G_CTRL", CV_G_CTRL), ("VIDIOC_S_CTRL", CV_S_CTRL),
    ("VIDIOC_CREATE_BUFS", CV_CREATE_BUFS), ("VIDIOC_REQBUFS", CV_REQBUFS),
    ("VIDIOC_QUERYBUF", CV_QUERYBUF),
    ("VIDIOC_STREAMON", CV_STREAMON), ("VIDIOC_STREAMOFF", CV_STREAMOFF),
    ("VIDIOC_ENUMSTD", CV_ENUMSTD), ("VIDIOC_G_STD", CV_G_STD), ("VIDIOC_S_STD", CV_S_STD),
    ("VIDIOC_QUERYSTD", CV_QUERYSTD), ("VIDIOC_ENUM_DV_TIMINGS", CV_ENUM_DV_TIMINGS),
    ("VIDIOC_DV_TIMINGS_CAP", CV_DV_TIMINGS_CAP), ("VIDIOC_G_DV_TIMINGS", CV_G_DV_TIMINGS),
    ("VIDIOC_S_DV_TIMINGS", CV_S_DV_TIMINGS), ("VIDIOC_QUERY_DV_TIMINGS", CV_QUERY_DV_TIMINGS),
    ("VIDIOC_G_EDID", CV_G_EDID), ("VIDIOC_S_EDID", CV_S_EDID),
    ("VIDIOC_G_SELECTION", CV_G_SELECTION), ("VIDIOC_S_SELECTION", CV_S_SELECTION),
    ("VIDIOC_ENUMAUDIO", CV_ENUMAUDIO), ("VIDIOC_G_AUDIO", CV_G_AUDIO),
    ("VIDIOC_S_AUDIO", CV_S_AUDIO), ("VIDIOC_G_TUNER", CV_G_TUNER),
    ("VIDIOC_G_FREQUENCY", CV_G_FREQUENCY), ("VIDIOC_S_FREQUENCY", CV_S_FREQUENCY),
    ("VIDIOC_ENUMOUTPUT", CV_ENUMOUTPUT), ("VIDIOC_G_OUTPUT", CV_G_OUTPUT),
    ("VIDIOC_S_OUTPUT", CV_S_OUTPUT), ("VIDIOC_QUERYCTRL", CV_QUERYCTRL),
    ("VIDIOC_QUERY_EXT_CTRL", CV_QUERY_EXT_CTRL), ("VIDIOC_QUERYMENU", CV_QUERYMENU),
    ("VIDIOC_G_EXT_CTRLS", CV_G_EXT_CTRLS), ("VIDIOC_S_EXT_CTRLS", CV_S_EXT_CTRLS),
    ("VIDIOC_TRY_EXT_CTRLS", CV_TRY_EXT_CTRLS),
    ("VIDIOC_SUBSCRIBE_EVENT", CV_SUBSCRIBE_EVENT),
    ("VIDIOC_UNSUBSCRIBE_EVENT", CV_UNSUBSCRIBE_EVENT), ("VIDIOC_DQEVENT", CV_DQEVENT),
    ("VIDIOC_ENCODER_CMD", CV_ENCODER_CMD), ("VIDIOC_TRY_ENCODER_CMD", CV_TRY_ENCODER_CMD),
    ("VIDIOC_DECODER_CMD", CV_DECODER_CMD), ("VIDIOC_TRY_DECODER_CMD", CV_TRY_DECODER_CMD),
    ("VIDIOC_EXPBUF", CV_EXPBUF), ("VIDIOC_PREPARE_BUF", CV_PREPARE_BUF),
    ("VIDIOC_REMOVE_BUFS", CV_REMOVE_BUFS), ("DMA_BUF_IOCTL_SYNC", CV_DMA_BUF_SYNC),
    ("DMA_HEAP_IOCTL_ALLOC", CV_DMA_HEAP_ALLOC),
    ("VIDIOC_G_SLICED_VBI_CAP", CV_G_SLICED_VBI_CAP), ("VIDIOC_G_PRIORITY", CV_G_PRIORITY),
    ("VIDIOC_S_PRIORITY", CV_S_PRIORITY), ("MEDIA_IOC_DEVICE_INFO", CV_MEDIA_DEVICE_INFO),
    ("MEDIA_IOC_REQUEST_ALLOC", CV_MEDIA_REQUEST_ALLOC),
    ("MEDIA_REQUEST_IOC_QUEUE", CV_MEDIA_REQUEST_QUEUE),
    ("MEDIA_REQUEST_IOC_REINIT", CV_MEDIA_REQUEST_REINIT),
  ]
}

extension StaticString {
  func isEqual(to other: StaticString) -> Bool {
    guard utf8CodeUnitCount == other.utf8CodeUnitCount else { return false }
    return unsafe memcmp(utf8Start, other.utf8Start, utf8CodeUnitCount) == 0
  }
}
