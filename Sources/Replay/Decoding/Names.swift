/// The kernel's names for types, flags and states, without the prefix that all of a kind share.
enum Names {
  static let bufferType = NameTable(
    from: 1,
    """
    VIDEO_CAPTURE VIDEO_OUTPUT VIDEO_OVERLAY VBI_CAPTURE VBI_OUTPUT SLICED_VBI_CAPTURE \
    SLICED_VBI_OUTPUT VIDEO_OUTPUT_OVERLAY VIDEO_CAPTURE_MPLANE VIDEO_OUTPUT_MPLANE SDR_CAPTURE \
    SDR_OUTPUT META_CAPTURE META_OUTPUT
    """)
  static let memory = NameTable("0 MMAP USERPTR OVERLAY DMABUF")
  static let field = NameTable(
    "ANY NONE TOP BOTTOM INTERLACED SEQ_TB SEQ_BT ALTERNATE INTERLACED_TB INTERLACED_BT")
  static let bufferFlags = NameTable([
    0x1: "MAPPED", 0x2: "QUEUED", 0x4: "DONE", 0x8: "KEYFRAME", 0x10: "PFRAME", 0x20: "BFRAME",
    0x40: "ERROR", 0x80: "IN_REQUEST", 0x100: "TIMECODE", 0x200: "M2M_HOLD_CAPTURE_BUF",
    0x400: "PREPARED", 0x800: "NO_CACHE_INVALIDATE", 0x1000: "NO_CACHE_CLEAN",
    0x2000: "TIMESTAMP_MONOTONIC", 0x4000: "TIMESTAMP_COPY", 0x1_0000: "TSTAMP_SRC_SOE",
    0x10_0000: "LAST", 0x80_0000: "REQUEST_FD",
  ])
  static let bufferCapabilities = NameTable(
    bits: """
      MMAP USERPTR DMABUF REQUESTS ORPHANED_BUFS M2M_HOLD_CAPTURE_BUF MMAP_CACHE_HINTS \
      MAX_NUM_BUFFERS REMOVE_BUFS
      """)
  static let capabilities = NameTable(
    bits: """
      VIDEO_CAPTURE VIDEO_OUTPUT VIDEO_OVERLAY - VBI_CAPTURE VBI_OUTPUT SLICED_VBI_CAPTURE \
      SLICED_VBI_OUTPUT RDS_CAPTURE VIDEO_OUTPUT_OVERLAY HW_FREQ_SEEK RDS_OUTPUT \
      VIDEO_CAPTURE_MPLANE VIDEO_OUTPUT_MPLANE VIDEO_M2M_MPLANE VIDEO_M2M TUNER AUDIO RADIO \
      MODULATOR SDR_CAPTURE EXT_PIX_FORMAT SDR_OUTPUT META_CAPTURE READWRITE EDID STREAMING \
      META_OUTPUT TOUCH IO_MC - DEVICE_CAPS
      """)
  static let formatFlags = NameTable(
    bits: """
      COMPRESSED EMULATED CONTINUOUS_BYTESTREAM DYN_RESOLUTION ENC_CAP_FRAME_INTERVAL \
      CSC_COLORSPACE CSC_XFER_FUNC CSC_YCBCR_ENC CSC_QUANTIZATION META_LINE_BASED
      """)
  static let frameSizeType = NameTable(from: 1, "DISCRETE CONTINUOUS STEPWISE")
  static let timePerFrame = NameTable([0x1: "HIGHQUALITY", 0x1000: "TIMEPERFRAME"])
  static let inputType = NameTable(from: 1, "TUNER CAMERA TOUCH")
  static let outputType = NameTable(from: 1, "MODULATOR ANALOG ANALOGVGAOVERLAY")
  static let inputStatus = NameTable([
    0x1: "NO_POWER", 0x2: "NO_SIGNAL", 0x4: "NO_COLOR", 0x10: "HFLIP", 0x20: "VFLIP",
    0x100: "NO_H_LOCK", 0x200: "COLOR_KILL", 0x400: "NO_V_LOCK", 0x800: "NO_STD_LOCK",
    0x1_0000: "NO_SYNC", 0x2_0000: "NO_EQU", 0x4_0000: "NO_CARRIER", 0x100_0000: "MACROVISION",
    0x200_0000: "NO_ACCESS", 0x400_0000: "VTR",
  ])
  static let inputCapabilities = NameTable([0x2: "DV_TIMINGS", 0x4: "STD", 0x8: "NATIVE_SIZE"])
  static let tunerType = NameTable(from: 1, "RADIO ANALOG_TV DIGITAL_TV SDR RF")
  static let tunerCapabilities = NameTable(
    bits: """
      LOW NORM HWSEEK_BOUNDED HWSEEK_WRAP STEREO LANG2 LANG1 RDS RDS_BLOCK_IO RDS_CONTROLS \
      FREQ_BANDS HWSEEK_PROG_LIM 1HZ
      """)
  static let controlType = NameTable([
    1: "INTEGER", 2: "BOOLEAN", 3: "MENU", 4: "BUTTON", 5: "INTEGER64", 6: "CTRL_CLASS",
    7: "STRING", 8: "BITMASK", 9: "INTEGER_MENU", 0x100: "U8", 0x101: "U16", 0x102: "U32",
    0x106: "AREA", 0x107: "RECT",
  ])
  static let controlFlags = NameTable([
    0x1: "DISABLED", 0x2: "GRABBED", 0x4: "READ_ONLY", 0x8: "UPDATE", 0x10: "INACTIVE",
    0x20: "SLIDER", 0x40: "WRITE_ONLY", 0x80: "VOLATILE", 0x100: "HAS_PAYLOAD",
    0x200: "EXECUTE_ON_WRITE", 0x400: "MODIFY_LAYOUT", 0x800: "DYNAMIC_ARRAY",
  ])
  static let controlWhich = NameTable([
    0: "CUR_VAL", 0x0f00_0000: "DEF_VAL", 0x0f01_0000: "REQUEST_VAL", 0x0f02_0000: "MIN_VAL",
    0x0f03_0000: "MAX_VAL",
  ])
  static let eventType = NameTable([
    0: "ALL", 1: "VSYNC", 2: "EOS", 3: "CTRL", 4: "FRAME_SYNC", 5: "SOURCE_CHANGE",
    6: "MOTION_DET",
  ])
  static let eventFlags = NameTable(bits: "SEND_INITIAL ALLOW_FEEDBACK")
  static let controlChanges = NameTable(bits: "VALUE FLAGS RANGE DIMENSIONS")
  static let sourceChanges = NameTable(bits: "RESOLUTION")
  static let selectionTarget = NameTable([
    0: "CROP", 1: "CROP_DEFAULT", 2: "CROP_BOUNDS", 3: "NATIVE_SIZE", 0x100: "COMPOSE",
    0x101: "COMPOSE_DEFAULT", 0x102: "COMPOSE_BOUNDS", 0x103: "COMPOSE_PADDED",
  ])
  static let selectionFlags = NameTable(bits: "GE LE KEEP_CONFIG")
  static let priority = NameTable("UNSET BACKGROUND INTERACTIVE RECORD")
  static let timingsType = NameTable("BT_656_1120")
  static let exportFlags = NameTable([0x1: "WRONLY", 0x2: "RDWR", 0x8_0000: "CLOEXEC"])
  static let syncFlags = NameTable(bits: "READ WRITE END")
  static let colorSpace = NameTable(
    """
    DEFAULT SMPTE170M SMPTE240M REC709 BT878 470_SYSTEM_M 470_SYSTEM_BG JPEG SRGB OPRGB BT2020 \
    RAW DCI_P3
    """)
  static let encoderCommand = NameTable("START STOP PAUSE RESUME")
  static let decoderCommand = NameTable("START STOP PAUSE RESUME FLUSH")
}
