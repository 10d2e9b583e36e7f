internal import CVideoDev2
internal import SystemIO
internal import SystemPackage

/// An open device node: the place where every ioctl of this module is issued.
final class Node: Sendable {
  let path: String
  let descriptor: Descriptor
  // The descriptor's own, beside it: reaching through an object for every call retains it every time.
  let calls: any SystemCalls
  private let number: Int32

  init(path: String, calls: any SystemCalls) throws(V4L2Error) {
    self.path = path
    self.calls = calls
    do {
      // Non-blocking always: waiting is the poller's business, which has a deadline and a doorbell.
      descriptor = try Descriptor(opening: path, flags: O_RDWR | O_NONBLOCK, calls: calls)
    } catch {
      throw V4L2Error("open", node: path, error)
    }
    number = descriptor.rawValue
  }

  /// Takes a descriptor that a node gave; `path` is the node's, for errors.
  init(path: String, descriptor: Descriptor) {
    self.path = path
    self.descriptor = descriptor
    calls = descriptor.calls
    number = descriptor.rawValue
  }

  /// Issues a request whose failures are outcomes to the caller; nil is success.
  func attempt<Argument>(_ request: Request<Argument>, _ argument: inout Argument) -> Errno? {
    let result = unsafe withUnsafeMutableBytes(of: &argument) { bytes in
      // A structure of the kernel's is never empty, so its bytes have an address.
      unsafe calls.ioctl(
        number, request.number, bytes.baseAddress.unsafelyUnwrapped)
    }
    return result < 0 ? Errno(rawValue: -result) : nil
  }

  /// Issues a request any failure of which is an error.
  func perform<Argument>(
    _ request: Request<Argument>, _ argument: inout Argument
  ) throws(V4L2Error) {
    if let errno = attempt(request, &argument) {
      throw V4L2Error("\(request.name)", node: path, errno)
    }
  }

  /// Issues a request that need not apply to the device or its chosen input; false where it does not.
  ///
  /// Drivers say so with EINVAL, ENODATA or ENOTTY, whichever they find fitting.
  func performIfApplicable<Argument>(
    _ request: Request<Argument>, _ argument: inout Argument
  ) throws(V4L2Error) -> Bool {
    switch attempt(request, &argument) {
    case nil: return true
    case .invalidArgument?, .noData?, .inappropriateIOCTLForDevice?: return false
    case let errno?: throw V4L2Error("\(request.name)", node: path, errno)
    }
  }

  /// Collects an enumeration of the kernel's: index after index until it answers EINVAL.
  ///
  /// ENOTTY means that the driver has no such enumeration, which is an empty one; so does ENODATA,
  /// with which inputs without timings or standards answer.
  func enumerate<Argument, Element>(
    _ request: Request<Argument>,
    argument: (UInt32) -> Argument,
    element: (Argument) -> Element
  ) throws(V4L2Error) -> [Element] {
    var elements: [Element] = []
    // No driver has this many of anything; one that never answers EINVAL must not hold us for ever.
    for index in 0..<UInt32(4096) {
      var current = argument(index)
      switch attempt(request, &current) {
      case nil: elements.append(element(current))
      case .invalidArgument?, .noData?, .inappropriateIOCTLForDevice?: return elements
      case let errno?: throw V4L2Error("\(request.name)", node: path, errno)
      }
    }
    return elements
  }
}

/// The text in a fixed-size C string, up to its first NUL.
func text<Bytes>(_ bytes: Bytes) -> String {
  unsafe withUnsafeBytes(of: bytes) { raw in
    unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
  }
}
