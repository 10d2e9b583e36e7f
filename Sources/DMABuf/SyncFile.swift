internal import CVideoDev2
package import SystemIO
public import SystemPackage

/// What devices have yet to do with memory, as a descriptor that becomes readable when it is done.
///
/// Devices that synchronise implicitly keep such fences inside a dma-buf; those that want to be told, as atomic displays do,
/// take and give them as sync files. A camera's buffer has none: videobuf2 gives it out when it is finished. The
/// corresponding kernel object is `sync_file`.
public final class SyncFile: Sendable {
  package let descriptor: Descriptor

  package init(owning rawValue: Int32, calls: any SystemCalls) {
    descriptor = Descriptor(owning: rawValue, calls: calls)
  }

  /// The descriptor's number, for other requests and for polling; it stays this object's.
  public var rawDescriptor: Int32 { descriptor.rawValue }

  /// Waits until the work is done; false when the time passed first, nil for as long as it takes.
  ///
  /// The corresponding call is `epoll_wait`.
  public func wait(timeout: Duration? = nil) throws(Errno) -> Bool {
    let poller = try Poller(descriptor, events: Poller.readable, wake: nil)
    switch try poller.wait(milliseconds: timeout.map { max(0, $0.milliseconds) } ?? -1) {
    case .ready: return true
    case .woken, .timedOut: return false
    }
  }

  /// How the work is going.
  public enum Status: Hashable, Sendable {
    /// It is under way.
    case active
    /// It is done.
    case signaled
    /// It failed.
    case failed(Errno)
  }

  /// How the work is going. The corresponding request is `SYNC_IOC_FILE_INFO`.
  public func status() throws(Errno) -> Status {
    var argument = sync_file_info()
    try perform(CV_SYNC_FILE_INFO, &argument)
    if argument.status < 0 { return .failed(Errno(rawValue: -argument.status)) }
    return argument.status == 0 ? .active : .signaled
  }

  /// A sync file that is done when both are. The corresponding request is `SYNC_IOC_MERGE`.
  public func merged(with other: SyncFile) throws(Errno) -> SyncFile {
    var argument = sync_merge_data()
    argument.fd2 = other.rawDescriptor
    try perform(CV_SYNC_MERGE, &argument)
    return SyncFile(owning: argument.fence, calls: descriptor.calls)
  }

  private func perform<Argument>(_ request: UInt, _ argument: inout Argument) throws(Errno) {
    let result = unsafe withUnsafeMutablePointer(to: &argument) { pointer in
      unsafe descriptor.calls.ioctl(descriptor.rawValue, request, pointer)
    }
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }
}

extension DMABuffer {
  /// What must be done before an access of a kind may begin, as it is at this moment.
  ///
  /// A reader waits for those who write, a writer for everybody. Throws with `ENOTTY` before Linux 6.0. The
  /// corresponding request is `DMA_BUF_IOCTL_EXPORT_SYNC_FILE`.
  public func exportSyncFile(for access: Access) throws(Errno) -> SyncFile {
    var argument = dma_buf_export_sync_file()
    argument.flags = UInt32(truncatingIfNeeded: access.rawValue)
    argument.fd = -1
    let result = unsafe withUnsafeMutablePointer(to: &argument) { pointer in
      unsafe descriptor.calls.ioctl(descriptor.rawValue, CV_DMA_BUF_EXPORT_SYNC_FILE, pointer)
    }
    guard result >= 0 else { throw Errno(rawValue: -result) }
    return SyncFile(owning: argument.fd, calls: descriptor.calls)
  }

  /// Lets everybody who uses the memory wait for work that they do not know of.
  ///
  /// `access` is what that work does with the memory. The corresponding request is `DMA_BUF_IOCTL_IMPORT_SYNC_FILE`.
  public func importSyncFile(_ file: SyncFile, for access: Access) throws(Errno) {
    var argument = dma_buf_import_sync_file()
    argument.flags = UInt32(truncatingIfNeeded: access.rawValue)
    argument.fd = file.rawDescriptor
    let result = unsafe withUnsafeMutablePointer(to: &argument) { pointer in
      unsafe descriptor.calls.ioctl(descriptor.rawValue, CV_DMA_BUF_IMPORT_SYNC_FILE, pointer)
    }
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }
}
