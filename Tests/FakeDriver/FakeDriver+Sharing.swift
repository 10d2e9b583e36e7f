internal import CVideoDev2
package import SystemIO

// Of the calls by which processes share memory, the one that pipelines need as well. No other process is in this kernel.
extension FakeDriver: SharingCalls {
  package func makeSocket() -> Int32 { -ENOSYS }
  package func bind(_ socket: Int32, to path: String, mode: UInt32) -> Int32 { -ENOSYS }
  package func listen(_ socket: Int32, backlog: Int32) -> Int32 { -ENOSYS }
  package func accept(_ socket: Int32) -> Int32 { -ENOSYS }
  package func connect(_ socket: Int32, to path: String) -> Int32 { -ENOSYS }
  package func send(
    _ socket: Int32, _ bytes: UnsafeRawPointer, count: Int, descriptors: UnsafePointer<Int32>?,
    descriptorCount: Int32
  ) -> Int { -Int(ENOSYS) }
  package func receive(
    _ socket: Int32, _ buffer: UnsafeMutableRawPointer, count: Int,
    descriptors: UnsafeMutablePointer<Int32>?, descriptorCount: inout Int32, flags: inout Int32
  ) -> Int { -Int(ENOSYS) }
  package func peer(_ socket: Int32, _ credentials: inout PeerCredentials) -> Int32 { -ENOSYS }
  package func status(_ path: String, _ status: inout FileStatus) -> Int32 { -ENOSYS }
  package func unlink(_ path: String) -> Int32 { -ENOSYS }
  package func makeMemoryFile(_ name: String, size: Int) -> Int32 { -ENOSYS }
  package func size(of descriptor: Int32) -> Int64 { -Int64(ENOSYS) }

  package func remove(_ descriptor: Int32, fromPollSet set: Int32) -> Int32 {
    inKernel { $0.remove(descriptor, from: set) }
  }
}

extension FakeKernelState {
  mutating func remove(_ descriptor: Int32, from set: Int32) -> Int32 {
    guard let position = position(set) else { return -EBADF }
    guard case .pollSet(var content) = files[position].file else { return -EINVAL }
    let before = content.entries.count
    content.entries.removeAll { $0.descriptor == descriptor }
    files[position].file = .pollSet(content)
    return content.entries.count < before ? 0 : -ENOENT
  }
}
