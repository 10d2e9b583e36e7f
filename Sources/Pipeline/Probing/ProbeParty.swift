package import DMABuf
internal import SystemIO
public import SystemPackage
internal import V4L2
internal import VideoFormats

/// One side of a probe: something that has buffers to give, takes those of others, or both.
package protocol ProbeParty: AnyObject {
  /// What to call it.
  var name: String { get }
  /// What it is: a capture queue, a heap.
  var kind: String { get }
  /// Whether it has buffers of its own.
  var exports: Bool { get }
  /// Whether it takes those of others.
  var imports: Bool { get }
  /// Bytes of each of a buffer's planes that it needs; nil where any will do.
  func planeSizes() throws(ProbeFailure) -> [Int]?
  /// Buffers of its own, of planes of so many bytes where the choice is not its own.
  ///
  /// As many as a pipeline has: one piece of scattered memory may be whole by chance.
  func export(_ planeSizes: [Int]) throws(ProbeFailure) -> [[DMABuffer]]
  /// Takes buffers in and lets go of them; throws the refusal.
  func take(_ buffers: [[DMABuffer]]) throws(ProbeFailure)
  /// Puts everything back.
  func restore()
}

/// Why something could not be done in a probe.
public struct ProbeFailure: Error, Hashable, Sendable {
  /// The error number; nil where there is none.
  public var errno: Errno?
  /// What it means here.
  public var meaning: String
  /// Why nothing could be tried at all: the device is in use, or gone; nil where the answer is one.
  var obstacle: V4L2Error?

  package init(_ errno: Errno?, _ meaning: String) {
    self.errno = errno
    self.meaning = meaning
  }

  init(_ error: V4L2Error) {
    self.init(error.errno, Self.meaning(of: error))
    if error.errno == .resourceBusy || error.reason == .queueInUse || error.isDeviceLost {
      obstacle = error
    }
  }

  /// What an error number says of memory that is to be shared; the kernel's words are of little use here.
  private static func meaning(of error: V4L2Error) -> String {
    switch error.errno {
    case .badAddress: "the device needs memory in one piece, and this is scattered"
    case .invalidArgument: "the driver does not take this kind of memory, or not of this size"
    case .inappropriateIOCTLForDevice: "the driver has no such request"
    case .resourceBusy: "somebody else is using the queue"
    case .noMemory: "there is no memory left for it"
    default: error.meaning
    }
  }
}

/// A queue of a V4L2 device.
final class QueueParty: ProbeParty {
  let name: String
  let device: Device
  let isCapture: Bool
  private let before: Format
  /// Buffers that are tried at once.
  static let bufferCount = 4

  var kind: String { isCapture ? "capture queue" : "output queue" }
  let exports: Bool
  let imports: Bool

  init(_ device: Device, isCapture: Bool) throws(V4L2Error) {
    self.device = device
    self.isCapture = isCapture
    name = device.path
    if isCapture {
      before = try device.captureQueue().format()
    } else {
      before = try device.outputQueue().format()
    }
    let type =
      isCapture
      ? device.information.pictureCaptureQueue : device.information.pictureOutputQueue
    let types = try type.flatMap { type throws(V4L2Error) in try device.memoryTypes(of: type) }
    exports = types?.contains(.mmap) ?? true
    imports = types?.contains(.dmabuf) ?? true
  }

  var format: Format { before }

  /// Sets the format of the other side, so that sizes agree where they can.
  func follow(_ format: Format) {
    if isCapture {
      _ = try? device.captureQueue().setFormat(format.forOutput)
    } else {
      _ = try? device.outputQueue().setFormat(format.forOutput)
    }
  }

  func planeSizes() throws(ProbeFailure) -> [Int]? {
    do throws(V4L2Error) {
      let format =
        isCapture ? try device.captureQueue().format() : try device.outputQueue().format()
      return format.planes.map(\.size)
    } catch {
      throw ProbeFailure(error)
    }
  }

  func export(_ planeSizes: [Int]) throws(ProbeFailure) -> [[DMABuffer]] {
    do throws(V4L2Error) {
      let allocation = BufferAllocation(count: Self.bufferCount, memory: .mmap)
      return isCapture
        ? try device.captureQueue().allocate(allocation).export()
        : try device.outputQueue().allocate(allocation).export()
    } catch {
      throw ProbeFailure(error)
    }
  }

  func take(_ buffers: [[DMABuffer]]) throws(ProbeFailure) {
    do throws(V4L2Error) {
      let allocation = BufferAllocation(count: buffers.count, memory: .dmabuf(buffers))
      if isCapture {
        var queue = try device.captureQueue().allocate(allocation)
        try queue.prepare()
        _ = queue.release()
      } else {
        var queue = try device.outputQueue().allocate(allocation)
        try queue.prepare()
        _ = queue.release()
      }
    } catch {
      throw ProbeFailure(error)
    }
  }

  func restore() {
    if isCapture {
      _ = try? device.captureQueue().setFormat(before)
    } else {
      _ = try? device.outputQueue().setFormat(before)
    }
  }
}

/// A heap of the kernel's.
final class HeapParty: ProbeParty {
  let name: String
  let kind = "heap"
  let exports = true
  let imports = false
  private let heap: Result<DMAHeap, Errno>

  init(_ heapName: String, calls: any SystemCalls) {
    name = "heap:\(heapName)"
    do throws(Errno) {
      heap = .success(try DMAHeap(heapName, calls: calls))
    } catch {
      heap = .failure(error)
    }
  }

  func planeSizes() throws(ProbeFailure) -> [Int]? { nil }

  func export(_ planeSizes: [Int]) throws(ProbeFailure) -> [[DMABuffer]] {
    do throws(Errno) {
      let heap = try heap.get()
      var all: [[DMABuffer]] = []
      for _ in 0..<QueueParty.bufferCount {
        var planes: [DMABuffer] = []
        for size in planeSizes { planes.append(try heap.allocate(size: size)) }
        all.append(planes)
      }
      return all
    } catch {
      throw ProbeFailure(
        error, error == .noSuchFileOrDirectory ? "this kernel has no such heap" : "\(error)")
    }
  }

  func take(_ buffers: [[DMABuffer]]) throws(ProbeFailure) {
    throw ProbeFailure(nil, "a heap imports nothing")
  }
  func restore() {}
}

/// Ordinary memory made into a dma-buf.
final class UserMemoryParty: ProbeParty {
  let name = "udmabuf"
  let kind = "user memory"
  let exports = true
  let imports = false

  func planeSizes() throws(ProbeFailure) -> [Int]? { nil }

  func export(_ planeSizes: [Int]) throws(ProbeFailure) -> [[DMABuffer]] {
    do throws(Errno) {
      let maker = try UserDMABufferMaker()
      var all: [[DMABuffer]] = []
      for _ in 0..<QueueParty.bufferCount {
        var planes: [DMABuffer] = []
        for size in planeSizes { planes.append(try maker.allocate(size: size)) }
        all.append(planes)
      }
      return all
    } catch {
      throw ProbeFailure(
        error,
        error == .noSuchFileOrDirectory
          ? "this kernel has no udmabuf, or its module is not loaded" : "\(error)")
    }
  }

  func take(_ buffers: [[DMABuffer]]) throws(ProbeFailure) {
    throw ProbeFailure(nil, "it imports nothing")
  }
  func restore() {}
}
