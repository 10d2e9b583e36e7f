extension Schema {
  static let mediaDevice = Schema([
    Field("driver", .text(16), essential: true), Field("model", .text(32), essential: true),
    Field("serial", .text(40)), Field("bus_info", .text(32), essential: true),
    Field("media_version", .hex32), Field("hw_revision", .hex32), Field("driver_version", .hex32),
    Field("reserved", .reserved(124)),
  ])

  static let descriptor = Schema([Field("fd", .descriptor, essential: true)])

  static let synchronization = Schema([
    Field("flags", .flags(Names.syncFlags), essential: true), Field("rest", .reserved(4)),
  ])

  static let syncFile = Schema([
    Field("flags", .flags(Names.syncFlags), essential: true),
    Field("fd", .descriptor, essential: true),
  ])

  static let heapAllocation = Schema([
    Field("len", .u64, essential: true), Field("fd", .descriptor, essential: true),
    Field("fd_flags", .hex32), Field("heap_flags", .hex64),
  ])

  static let userBuffer = Schema([
    Field("memfd", .descriptor, essential: true), Field("flags", .hex32),
    Field("offset", .u64, essential: true), Field("size", .u64, essential: true),
  ])

  static let userBufferList = Schema([
    Field("flags", .hex32), Field("count", .u32, essential: true),
  ])

  static let userBufferItem = Schema([
    Field("memfd", .descriptor, essential: true), Field("padding", .reserved(4)),
    Field("offset", .u64, essential: true), Field("size", .u64, essential: true),
  ])
}
