#if DRM
internal import CLibDRM
internal import CVideoDev2
internal import SystemIO
internal import SystemPackage
internal import VideoFormats

/// An open card: the place where every request of this module is issued.
///
/// Methods take what a request reads and answer what it writes, never the structure itself.
final class CardNode: Sendable {
  let path: String
  let descriptor: Descriptor
  let calls: any SystemCalls

  init(path: String, calls: any SystemCalls) throws(DisplayError) {
    self.path = path
    self.calls = calls
    do {
      // Non-blocking: waiting for events is the business of whoever polls the descriptor.
      descriptor = try Descriptor(opening: path, flags: O_RDWR | O_NONBLOCK, calls: calls)
    } catch {
      throw DisplayError("open", node: path, error)
    }
  }

  func attempt<Argument>(_ request: CardRequest<Argument>, _ argument: inout Argument) -> Errno? {
    let result = unsafe withUnsafeMutableBytes(of: &argument) { bytes in
      unsafe calls.ioctl(
        descriptor.rawValue, request.number, bytes.baseAddress.unsafelyUnwrapped)
    }
    return result < 0 ? Errno(rawValue: -result) : nil
  }

  func perform<Argument>(
    _ request: CardRequest<Argument>, _ argument: inout Argument
  ) throws(DisplayError) {
    if let errno = attempt(request, &argument) {
      throw DisplayError("\(request.name)", node: path, errno)
    }
  }

  // The card itself.

  /// The driver's name and what it says of itself; nil where the node is no card's.
  func version() -> (name: String, description: String)? {
    let limit = 256
    var name = [UInt8](repeating: 0, count: limit)
    var description = [UInt8](repeating: 0, count: limit)
    let lengths: (Int, Int)? = unsafe name.withUnsafeMutableBytes { names in
      unsafe description.withUnsafeMutableBytes { descriptions in
        var argument = unsafe drm_version()
        unsafe argument.name_len = UInt(limit)
        unsafe argument.name = names.baseAddress?.assumingMemoryBound(to: CChar.self)
        unsafe argument.desc_len = UInt(limit)
        unsafe argument.desc = descriptions.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard unsafe attempt(.version, &argument) == nil else { return nil }
        return unsafe (Int(argument.name_len), Int(argument.desc_len))
      }
    }
    guard let lengths else { return nil }
    return (
      String(decoding: name.prefix(min(lengths.0, limit)), as: UTF8.self),
      String(decoding: description.prefix(min(lengths.1, limit)), as: UTF8.self)
    )
  }

  /// A capability's value; 0 where the driver knows it not.
  func capability(_ number: UInt64) -> UInt64 {
    var argument = drm_get_cap(capability: number, value: 0)
    return attempt(.capability, &argument) == nil ? argument.value : 0
  }

  /// Tells the kernel that this program knows something; false where the driver does not.
  func know(_ number: UInt64) -> Bool {
    var argument = drm_set_client_cap(capability: number, value: 1)
    return attempt(.clientCapability, &argument) == nil
  }

  func setMaster() -> Errno? {
    var argument = NoArgument()
    return attempt(.setMaster, &argument)
  }

  func dropMaster() {
    var argument = NoArgument()
    _ = attempt(.dropMaster, &argument)
  }

  // Its parts.

  func resources() throws(DisplayError) -> CardResources {
    var counts = drm_mode_card_res()
    try perform(.resources, &counts)
    var result = CardResources()
    result.controllers = try numbers(Int(counts.count_crtcs)) { argument, address, count in
      argument.crtc_id_ptr = address
      argument.count_crtcs = count
    }
    result.connectors = try numbers(Int(counts.count_connectors)) { argument, address, count in
      argument.connector_id_ptr = address
      argument.count_connectors = count
    }
    return result
  }

  /// One of the lists of the card's resources. The kernel fills a list only if all of it has room.
  private func numbers(
    _ count: Int, _ place: (inout drm_mode_card_res, UInt64, UInt32) -> Void
  ) throws(DisplayError) -> [UInt32] {
    var numbers = [UInt32](repeating: 0, count: count)
    var argument = drm_mode_card_res()
    let errno = unsafe numbers.withUnsafeMutableBytes { bytes in
      place(&argument, unsafe Self.address(bytes), UInt32(count))
      return attempt(.resources, &argument)
    }
    if let errno { throw DisplayError("\(CardRequest.resources.name)", node: path, errno) }
    return numbers
  }

  static func address(_ bytes: UnsafeMutableRawBufferPointer) -> UInt64 {
    UInt64(UInt(bitPattern: bytes.baseAddress))
  }

  func connector(_ number: UInt32) throws(DisplayError) -> ConnectorReport {
    var counts = drm_mode_get_connector()
    counts.connector_id = number
    // Asked without room for modes, the driver looks at what is connected.
    try perform(.connector, &counts)
    var modes = [drm_mode_modeinfo](repeating: drm_mode_modeinfo(), count: Int(counts.count_modes))
    var encoders = [UInt32](repeating: 0, count: Int(counts.count_encoders))
    var argument = drm_mode_get_connector()
    argument.connector_id = number
    let errno = unsafe modes.withUnsafeMutableBytes { modeBytes in
      unsafe encoders.withUnsafeMutableBytes { encoderBytes in
        argument.modes_ptr = unsafe Self.address(modeBytes)
        argument.count_modes = counts.count_modes
        argument.encoders_ptr = unsafe Self.address(encoderBytes)
        argument.count_encoders = counts.count_encoders
        return attempt(.connector, &argument)
      }
    }
    if let errno { throw DisplayError("\(CardRequest.connector.name)", node: path, errno) }
    return ConnectorReport(
      type: argument.connector_type, number: argument.connector_type_id,
      connection: argument.connection,
      millimetres: (argument.mm_width, argument.mm_height), encoder: argument.encoder_id,
      encoders: Array(encoders.prefix(Int(argument.count_encoders))),
      modes: modes.prefix(Int(argument.count_modes)).map(DisplayMode.init))
  }

  /// The controller an encoder is driven by, zero for none, and a bit for each that could.
  func encoder(_ number: UInt32) throws(DisplayError) -> (controller: UInt32, possible: UInt32) {
    var argument = drm_mode_get_encoder()
    argument.encoder_id = number
    try perform(.encoder, &argument)
    return (argument.crtc_id, argument.possible_crtcs)
  }

  func planes() throws(DisplayError) -> [UInt32] {
    var counts = drm_mode_get_plane_res()
    try perform(.planes, &counts)
    var numbers = [UInt32](repeating: 0, count: Int(counts.count_planes))
    let errno = unsafe numbers.withUnsafeMutableBytes { bytes in
      counts.plane_id_ptr = unsafe Self.address(bytes)
      return attempt(.planes, &counts)
    }
    if let errno { throw DisplayError("\(CardRequest.planes.name)", node: path, errno) }
    return numbers
  }

  func plane(_ number: UInt32) throws(DisplayError) -> PlaneReport {
    var argument = drm_mode_get_plane()
    argument.plane_id = number
    try perform(.plane, &argument)
    var formats = [UInt32](repeating: 0, count: Int(argument.count_format_types))
    let errno = unsafe formats.withUnsafeMutableBytes { bytes in
      argument.format_type_ptr = unsafe Self.address(bytes)
      return attempt(.plane, &argument)
    }
    if let errno { throw DisplayError("\(CardRequest.plane.name)", node: path, errno) }
    return PlaneReport(
      controller: argument.crtc_id, possibleControllers: argument.possible_crtcs,
      formats: formats.map(DRMFormat.init(rawValue:)))
  }

  /// Numbers and values of an object's properties, whatever kind of object it is; empty where it has none.
  func properties(of object: UInt32) -> [(number: UInt32, value: UInt64)] {
    var argument = drm_mode_obj_get_properties()
    argument.obj_id = object
    guard attempt(.properties, &argument) == nil else { return [] }
    let count = Int(argument.count_props)
    var numbers = [UInt32](repeating: 0, count: count)
    var values = [UInt64](repeating: 0, count: count)
    let errno = unsafe numbers.withUnsafeMutableBytes { numberBytes in
      unsafe values.withUnsafeMutableBytes { valueBytes in
        argument.props_ptr = unsafe Self.address(numberBytes)
        argument.prop_values_ptr = unsafe Self.address(valueBytes)
        return attempt(.properties, &argument)
      }
    }
    guard errno == nil else { return [] }
    return zip(numbers, values).prefix(Int(argument.count_props)).map { ($0, $1) }
  }

  /// A property's name; nil where there is no such property.
  func propertyName(_ number: UInt32) -> String? {
    var argument = drm_mode_get_property()
    argument.prop_id = number
    guard attempt(.property, &argument) == nil else { return nil }
    return Self.text(argument.name)
  }

  func blob(_ number: UInt32) -> [UInt8] {
    var argument = drm_mode_get_blob()
    argument.blob_id = number
    guard number != 0, attempt(.blob, &argument) == nil, argument.length > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(argument.length))
    let errno = unsafe bytes.withUnsafeMutableBytes { buffer in
      argument.data = unsafe Self.address(buffer)
      return attempt(.blob, &argument)
    }
    return errno == nil ? bytes : []
  }

  private static func text<Bytes>(_ bytes: Bytes) -> String {
    unsafe withUnsafeBytes(of: bytes) { raw in
      unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  static func name(_ mode: drm_mode_modeinfo) -> String { text(mode.name) }
}

extension DisplayMode {
  init(_ mode: drm_mode_modeinfo) {
    self.init(
      name: CardNode.name(mode),
      timing: Timing(
        clock: mode.clock,
        horizontal: InlineNumbers(
          visible: mode.hdisplay, syncStart: mode.hsync_start, syncEnd: mode.hsync_end,
          total: mode.htotal, extra: mode.hskew),
        vertical: InlineNumbers(
          visible: mode.vdisplay, syncStart: mode.vsync_start, syncEnd: mode.vsync_end,
          total: mode.vtotal, extra: mode.vscan),
        refresh: mode.vrefresh, flags: mode.flags, type: mode.type))
  }

  var kernelMode: drm_mode_modeinfo {
    var mode = drm_mode_modeinfo()
    mode.clock = timing.clock
    (mode.hdisplay, mode.hsync_start) = (timing.horizontal.visible, timing.horizontal.syncStart)
    (mode.hsync_end, mode.htotal) = (timing.horizontal.syncEnd, timing.horizontal.total)
    (mode.vdisplay, mode.vsync_start) = (timing.vertical.visible, timing.vertical.syncStart)
    (mode.vsync_end, mode.vtotal) = (timing.vertical.syncEnd, timing.vertical.total)
    (mode.hskew, mode.vscan) = (timing.horizontal.extra, timing.vertical.extra)
    (mode.vrefresh, mode.flags, mode.type) = (timing.refresh, timing.flags, timing.type)
    unsafe withUnsafeMutableBytes(of: &mode.name) {
      unsafe $0.copyBytes(from: name.utf8.prefix(31))
    }
    return mode
  }
}
#endif
