/// Where a queue's buffers may come from.
///
/// The first three correspond to `enum v4l2_memory`; the last is the way without a queue.
public enum MemoryType: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible {
  /// The driver's own memory, mapped into the program. The corresponding C constant is `V4L2_MEMORY_MMAP`.
  case mmap
  /// The program's memory. The corresponding C constant is `V4L2_MEMORY_USERPTR`.
  case userptr
  /// Memory of another device, by descriptor. The corresponding C constant is `V4L2_MEMORY_DMABUF`.
  case dmabuf
  /// read(2) and write(2), which copy. The corresponding C constant is `V4L2_CAP_READWRITE`.
  case read

  /// The name.
  public var description: String { rawValue }
}
