/// The requests that a trace knows by name, with the structures they carry.
///
/// They are found by type and ordinal: structures grow, and the size in the number with them.
struct RequestCatalog {
  struct Entry: Sendable {
    var name: String
    /// The number on this machine, as the kernel's headers make it.
    var number: RequestNumber
    var schema: Schema
  }

  static let entries: [Entry] = video + media + memory + display

  private static let byKey: [UInt16: Entry] = Dictionary(
    entries.map { ($0.number.key, $0) }, uniquingKeysWith: { first, _ in first })

  static func entry(_ number: RequestNumber) -> Entry? { byKey[number.key] }

  private static func video(
    _ direction: UInt32, _ ordinal: UInt32, _ name: String, _ schema: Schema
  ) -> Entry {
    Entry(
      name: "VIDIOC_" + name,
      number: RequestNumber(direction, "V", ordinal, size: UInt32(schema.size)), schema: schema)
  }

  private static let (none, write, read, both): (UInt32, UInt32, UInt32, UInt32) = (0, 1, 2, 3)

  private static let video: [Entry] = [
    video(read, 0, "QUERYCAP", .capability), video(both, 2, "ENUM_FMT", .formatDescription),
    video(both, 4, "G_FMT", .format), video(both, 5, "S_FMT", .format),
    video(both, 8, "REQBUFS", .requestBuffers), video(both, 9, "QUERYBUF", .buffer),
    video(read, 10, "G_FBUF", .frameBuffer), video(write, 11, "S_FBUF", .frameBuffer),
    video(write, 14, "OVERLAY", .integer), video(both, 15, "QBUF", .buffer),
    video(both, 16, "EXPBUF", .exportBuffer), video(both, 17, "DQBUF", .buffer),
    video(write, 18, "STREAMON", .streaming), video(write, 19, "STREAMOFF", .streaming),
    video(both, 21, "G_PARM", .parameters), video(both, 22, "S_PARM", .parameters),
    video(read, 23, "G_STD", .standard), video(write, 24, "S_STD", .standard),
    video(both, 25, "ENUMSTD", .standardDescription), video(both, 26, "ENUMINPUT", .input),
    video(both, 27, "G_CTRL", .control), video(both, 28, "S_CTRL", .control),
    video(both, 29, "G_TUNER", .tuner), video(write, 30, "S_TUNER", .tuner),
    video(read, 33, "G_AUDIO", .audio), video(write, 34, "S_AUDIO", .audio),
    video(both, 36, "QUERYCTRL", .queriedControl), video(both, 37, "QUERYMENU", .menu),
    video(read, 38, "G_INPUT", .integer), video(both, 39, "S_INPUT", .integer),
    video(both, 40, "G_EDID", .edid), video(both, 41, "S_EDID", .edid),
    video(read, 46, "G_OUTPUT", .integer), video(both, 47, "S_OUTPUT", .integer),
    video(both, 48, "ENUMOUTPUT", .output), video(read, 49, "G_AUDOUT", .audio),
    video(write, 50, "S_AUDOUT", .audio), video(both, 54, "G_MODULATOR", .modulator),
    video(write, 55, "S_MODULATOR", .modulator), video(both, 56, "G_FREQUENCY", .frequency),
    video(write, 57, "S_FREQUENCY", .frequency), video(both, 58, "CROPCAP", .cropCapabilities),
    video(both, 59, "G_CROP", .crop), video(write, 60, "S_CROP", .crop),
    video(read, 61, "G_JPEGCOMP", .jpegCompression),
    video(write, 62, "S_JPEGCOMP", .jpegCompression), video(read, 63, "QUERYSTD", .standard),
    video(both, 64, "TRY_FMT", .format), video(both, 65, "ENUMAUDIO", .audio),
    video(both, 66, "ENUMAUDOUT", .audio), video(read, 67, "G_PRIORITY", .priority),
    video(write, 68, "S_PRIORITY", .priority),
    video(both, 69, "G_SLICED_VBI_CAP", .slicedVBICapabilities),
    video(none, 70, "LOG_STATUS", .nothing), video(both, 71, "G_EXT_CTRLS", .extendedControls),
    video(both, 72, "S_EXT_CTRLS", .extendedControls),
    video(both, 73, "TRY_EXT_CTRLS", .extendedControls),
    video(both, 74, "ENUM_FRAMESIZES", .frameSize),
    video(both, 75, "ENUM_FRAMEINTERVALS", .frameInterval),
    video(both, 77, "ENCODER_CMD", .encoderCommand),
    video(both, 78, "TRY_ENCODER_CMD", .encoderCommand),
    video(write, 82, "S_HW_FREQ_SEEK", .frequencySeek),
    video(both, 87, "S_DV_TIMINGS", .timings), video(both, 88, "G_DV_TIMINGS", .timings),
    video(read, 89, "DQEVENT", .event), video(write, 90, "SUBSCRIBE_EVENT", .eventSubscription),
    video(write, 91, "UNSUBSCRIBE_EVENT", .eventSubscription),
    video(both, 92, "CREATE_BUFS", .createBuffers), video(both, 93, "PREPARE_BUF", .buffer),
    video(both, 94, "G_SELECTION", .selection), video(both, 95, "S_SELECTION", .selection),
    video(both, 96, "DECODER_CMD", .decoderCommand),
    video(both, 97, "TRY_DECODER_CMD", .decoderCommand),
    video(both, 98, "ENUM_DV_TIMINGS", .enumeratedTimings),
    video(read, 99, "QUERY_DV_TIMINGS", .timings),
    video(both, 100, "DV_TIMINGS_CAP", .timingsCapabilities),
    video(both, 101, "ENUM_FREQ_BANDS", .frequencyBand),
    video(both, 103, "QUERY_EXT_CTRL", .queriedExtendedControl),
    video(both, 104, "REMOVE_BUFS", .removeBuffers),
  ]

  private static let media: [Entry] = [
    Entry(
      name: "MEDIA_IOC_DEVICE_INFO", number: RequestNumber(both, "|", 0, size: 256),
      schema: .mediaDevice),
    Entry(
      name: "MEDIA_IOC_ENUM_ENTITIES", number: RequestNumber(both, "|", 1, size: 256),
      schema: .nothing),
    Entry(
      name: "MEDIA_IOC_ENUM_LINKS", number: RequestNumber(both, "|", 2, size: 40), schema: .nothing),
    Entry(
      name: "MEDIA_IOC_SETUP_LINK", number: RequestNumber(both, "|", 3, size: 52), schema: .nothing),
    Entry(
      name: "MEDIA_IOC_G_TOPOLOGY", number: RequestNumber(both, "|", 4, size: 72), schema: .nothing),
    Entry(
      name: "MEDIA_IOC_REQUEST_ALLOC", number: RequestNumber(read, "|", 5, size: 4),
      schema: .descriptor),
    Entry(
      name: "MEDIA_REQUEST_IOC_QUEUE", number: RequestNumber(none, "|", 0x80, size: 0),
      schema: .nothing),
    Entry(
      name: "MEDIA_REQUEST_IOC_REINIT", number: RequestNumber(none, "|", 0x81, size: 0),
      schema: .nothing),
  ]

  private static let memory: [Entry] = [
    Entry(
      name: "DMA_BUF_IOCTL_SYNC", number: RequestNumber(write, "b", 0, size: 8),
      schema: .synchronization),
    Entry(
      name: "DMA_BUF_SET_NAME", number: RequestNumber(write, "b", 1, size: 8), schema: .nothing),
    Entry(
      name: "DMA_BUF_IOCTL_EXPORT_SYNC_FILE", number: RequestNumber(both, "b", 2, size: 8),
      schema: .syncFile),
    Entry(
      name: "DMA_BUF_IOCTL_IMPORT_SYNC_FILE", number: RequestNumber(write, "b", 3, size: 8),
      schema: .syncFile),
    Entry(
      name: "DMA_HEAP_IOCTL_ALLOC", number: RequestNumber(both, "H", 0, size: 24),
      schema: .heapAllocation),
    Entry(
      name: "SYNC_IOC_MERGE", number: RequestNumber(both, ">", 3, size: 48), schema: .nothing),
    Entry(
      name: "SYNC_IOC_FILE_INFO", number: RequestNumber(both, ">", 4, size: 56), schema: .nothing),
    Entry(
      name: "UDMABUF_CREATE", number: RequestNumber(write, "u", 0x42, size: 24),
      schema: .userBuffer),
    Entry(
      name: "UDMABUF_CREATE_LIST", number: RequestNumber(write, "u", 0x43, size: 8),
      schema: .userBufferList),
  ]
}
