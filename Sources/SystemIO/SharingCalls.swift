internal import CVideoDev2

/// The system calls by which processes of one machine hand memory to each other.
///
/// A seam of its own beside `SystemCalls`: what passes between two processes is no part of what a device
/// says, so it is neither traced, recorded nor replayed with it. `Kernel` is the real one; a test stands
/// in front of it to let a call fail. Every method answers as the system call does, with failures as
/// `-errno`. Sockets keep the bounds of messages, never block and are close-on-exec.
package protocol SharingCalls: AnyObject, Sendable {
  /// socket(2) with `AF_UNIX` and `SOCK_SEQPACKET`; a descriptor or `-errno`.
  func makeSocket() -> Int32
  /// bind(2) to a path that gets a mode; 0 or `-errno`.
  func bind(_ socket: Int32, to path: String, mode: UInt32) -> Int32
  /// listen(2); 0 or `-errno`.
  func listen(_ socket: Int32, backlog: Int32) -> Int32
  /// accept4(2); a descriptor or `-errno`.
  func accept(_ socket: Int32) -> Int32
  /// connect(2); 0 or `-errno`.
  func connect(_ socket: Int32, to path: String) -> Int32
  /// sendmsg(2) with descriptors as `SCM_RIGHTS`; the count or `-errno`.
  func send(
    _ socket: Int32, _ bytes: UnsafeRawPointer, count: Int, descriptors: UnsafePointer<Int32>?,
    descriptorCount: Int32
  ) -> Int
  /// recvmsg(2); the count or `-errno`.
  ///
  /// `descriptorCount` is the room for descriptors and then how many came. Those that had no room are closed
  /// by the kernel, which says so in `flags`.
  func receive(
    _ socket: Int32, _ buffer: UnsafeMutableRawPointer, count: Int,
    descriptors: UnsafeMutablePointer<Int32>?, descriptorCount: inout Int32, flags: inout Int32
  ) -> Int
  /// getsockopt(2) for `SO_PEERCRED`; 0 or `-errno`.
  func peer(_ socket: Int32, _ credentials: inout PeerCredentials) -> Int32
  /// lstat(2); 0 or `-errno`.
  func status(_ path: String, _ status: inout FileStatus) -> Int32
  /// unlink(2); 0 or `-errno`.
  func unlink(_ path: String) -> Int32
  /// epoll_ctl(2) with `EPOLL_CTL_DEL`; 0 or `-errno`.
  func remove(_ descriptor: Int32, fromPollSet set: Int32) -> Int32
  /// memfd_create(2), of a size that is sealed; a descriptor or `-errno`.
  func makeMemoryFile(_ name: String, size: Int) -> Int32
  /// lseek(2) to the end; the bytes behind a descriptor or `-errno`.
  func size(of descriptor: Int32) -> Int64
}

/// Who is at the other end of a socket, as the kernel saw it when the connection was made.
///
/// The corresponding C type is `ucred`.
public struct PeerCredentials: Hashable, Sendable, Codable {
  /// The number of the process.
  public var processID: Int32
  /// Its effective user.
  public var userID: UInt32
  /// Its effective group; further groups of the user are not told.
  public var groupID: UInt32

  /// Makes credentials.
  public init(processID: Int32 = 0, userID: UInt32 = 0, groupID: UInt32 = 0) {
    (self.processID, self.userID, self.groupID) = (processID, userID, groupID)
  }
}

/// What a path names.
package struct FileStatus: Hashable, Sendable {
  /// Whether it is a socket.
  package var isSocket = false
  /// The user it belongs to.
  package var owner: UInt32 = 0
  /// The file system it is on.
  package var device: UInt64 = 0
  /// Its number there.
  package var inode: UInt64 = 0

  package init() {}
}

/// Marks on a message that was received.
package enum MessageFlags {
  /// Bytes were cut off. The corresponding C constant is `MSG_TRUNC`.
  package static let bytesLost = Int32(MSG_TRUNC)
  /// Descriptors were cut off. The corresponding C constant is `MSG_CTRUNC`.
  package static let descriptorsLost = Int32(MSG_CTRUNC)
}

extension Kernel: SharingCalls {
  package func makeSocket() -> Int32 { cv_local_socket() }

  package func bind(_ socket: Int32, to path: String, mode: UInt32) -> Int32 {
    unsafe path.withCString { unsafe cv_bind(socket, $0, mode) }
  }

  package func listen(_ socket: Int32, backlog: Int32) -> Int32 { cv_listen(socket, backlog) }

  package func accept(_ socket: Int32) -> Int32 { cv_accept(socket) }

  package func connect(_ socket: Int32, to path: String) -> Int32 {
    unsafe path.withCString { unsafe cv_connect(socket, $0) }
  }

  package func send(
    _ socket: Int32, _ bytes: UnsafeRawPointer, count: Int, descriptors: UnsafePointer<Int32>?,
    descriptorCount: Int32
  ) -> Int {
    unsafe cv_send(socket, bytes, count, descriptors, descriptorCount)
  }

  package func receive(
    _ socket: Int32, _ buffer: UnsafeMutableRawPointer, count: Int,
    descriptors: UnsafeMutablePointer<Int32>?, descriptorCount: inout Int32, flags: inout Int32
  ) -> Int {
    unsafe cv_receive(socket, buffer, count, descriptors, &descriptorCount, &flags)
  }

  package func peer(_ socket: Int32, _ credentials: inout PeerCredentials) -> Int32 {
    var found = cv_credentials()
    let result = unsafe cv_peer(socket, &found)
    credentials = PeerCredentials(
      processID: found.pid, userID: found.uid, groupID: found.gid)
    return result
  }

  package func status(_ path: String, _ status: inout FileStatus) -> Int32 {
    var found = cv_file_status()
    let result = unsafe path.withCString { unsafe cv_status($0, &found) }
    status.isSocket = cv_is_socket(found.mode) != 0
    (status.owner, status.device, status.inode) = (found.owner, found.device, found.inode)
    return result
  }

  package func unlink(_ path: String) -> Int32 { unsafe path.withCString { unsafe cv_unlink($0) } }

  package func remove(_ descriptor: Int32, fromPollSet set: Int32) -> Int32 {
    cv_epoll_remove(set, descriptor)
  }

  package func makeMemoryFile(_ name: String, size: Int) -> Int32 {
    unsafe name.withCString { unsafe cv_memory_file($0, size) }
  }

  package func size(of descriptor: Int32) -> Int64 { cv_size(descriptor) }
}
