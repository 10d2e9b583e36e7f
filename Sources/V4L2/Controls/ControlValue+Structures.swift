// Structures as the kernel's headers define them, for programs that import those.
extension ControlValue {
  /// Makes the value of a compound control from its C structure, such as `v4l2_ctrl_h264_sps`.
  ///
  /// The bytes are the structure's in this machine's memory, holes between its members included. Whether a control
  /// takes them is found out when it is set: their number must be the control's.
  public init<Structure: BitwiseCopyable>(structure: Structure) {
    self = .bytes(unsafe withUnsafeBytes(of: structure) { unsafe Array($0) })
  }

  /// Makes the value of an array of structures, as `v4l2_ctrl_hevc_slice_params` come in one.
  public init<Structure: BitwiseCopyable>(structures: [Structure]) {
    self = .bytes(unsafe structures.withUnsafeBytes { unsafe Array($0) })
  }

  /// The value as a C structure; nil where the value is none, or the structure is of another size.
  ///
  /// A structure of this package's own, such as an area, can be had in the kernel's form as well. Unsafe, as every
  /// pattern of bits must be a value of the type: C's structures of numbers are such types, Swift's enumerations and
  /// `Bool` are not.
  @unsafe
  public func load<Structure: BitwiseCopyable>(as type: Structure.Type) -> Structure? {
    guard let bytes = ControlCoding.structure(self), bytes.count == MemoryLayout<Structure>.size
    else { return nil }
    return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: type) }
  }

  /// The value as an array of C structures; nil where the value is none, or holds no whole number of them.
  ///
  /// Unsafe in the same way as `load(as:)`.
  @unsafe
  public func load<Structure: BitwiseCopyable>(arrayOf type: Structure.Type) -> [Structure]? {
    let size = MemoryLayout<Structure>.stride
    guard let bytes = ControlCoding.structure(self), bytes.count.isMultiple(of: size) else {
      return nil
    }
    return unsafe bytes.withUnsafeBytes { raw in
      stride(from: 0, to: raw.count, by: size).map {
        unsafe raw.loadUnaligned(fromByteOffset: $0, as: type)
      }
    }
  }
}
