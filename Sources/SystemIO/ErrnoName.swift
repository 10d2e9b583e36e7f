internal import CVideoDev2
package import SystemPackage

/// The names by which C programs know error numbers.
package enum ErrnoName {
  /// The name of a number; one without a name as digits.
  package static func of(_ number: Int32) -> String { table[number] ?? "errno \(number)" }

  private static let table: [Int32: String] = [
    EPERM: "EPERM", ENOENT: "ENOENT", EINTR: "EINTR", EIO: "EIO", ENXIO: "ENXIO", E2BIG: "E2BIG",
    EBADF: "EBADF", EAGAIN: "EAGAIN", ENOMEM: "ENOMEM", EACCES: "EACCES", EFAULT: "EFAULT",
    EBUSY: "EBUSY", EEXIST: "EEXIST", EXDEV: "EXDEV", ENODEV: "ENODEV", ENOTDIR: "ENOTDIR",
    EISDIR: "EISDIR", EINVAL: "EINVAL", ENFILE: "ENFILE", EMFILE: "EMFILE", ENOTTY: "ENOTTY",
    EFBIG: "EFBIG", ENOSPC: "ENOSPC", ESPIPE: "ESPIPE", EROFS: "EROFS", EPIPE: "EPIPE",
    EDOM: "EDOM", ERANGE: "ERANGE", EDEADLK: "EDEADLK", ENAMETOOLONG: "ENAMETOOLONG",
    ENOSYS: "ENOSYS", ELOOP: "ELOOP", ENODATA: "ENODATA", ETIME: "ETIME", ENOLINK: "ENOLINK",
    EPROTO: "EPROTO", EBADMSG: "EBADMSG", EOVERFLOW: "EOVERFLOW", EILSEQ: "EILSEQ",
    EOPNOTSUPP: "EOPNOTSUPP", ENOBUFS: "ENOBUFS", ETIMEDOUT: "ETIMEDOUT",
    ECONNREFUSED: "ECONNREFUSED",
    EALREADY: "EALREADY", EINPROGRESS: "EINPROGRESS", EREMOTEIO: "EREMOTEIO",
    ECANCELED: "ECANCELED",
    ENOLCK: "ENOLCK", ESHUTDOWN: "ESHUTDOWN", ECONNRESET: "ECONNRESET", EMSGSIZE: "EMSGSIZE",
  ]
}

extension Errno {
  /// The name by which C programs know it, such as `EINVAL`.
  package var name: String { ErrnoName.of(rawValue) }
}
