internal import DMABuf
internal import SystemPackage
public import VideoFormats

/// A buffer of an output queue to be filled, on loan from it.
///
/// Exactly one owner holds it. Handed back by `OutputStream.submit` it is put out; let go of, it is free
/// again and nothing happens. What was in it before is left there. It may move between threads.
public struct OutputBuffer: ~Copyable, Sendable {
  let index: Int
  let pool: BufferPool
  private var isOwed = true

  init(_ index: Int, pool: BufferPool) {
    self.index = index
    self.pool = pool
    for plane in 0..<planeCount {
      let memory = unsafe pool.loans[index].pointee.memory[plane]
      let picture = pool.maker.planeSizes.indices.contains(plane) ? pool.maker.planeSizes[plane] : 0
      let count = picture > 0 ? min(picture, memory.length) : memory.length
      unsafe pool.loans[index].pointee.payloads[plane] = Payload(
        address: memory.address, length: count)
    }
  }

  deinit {
    if isOwed { pool.putBack(index) }
  }

  /// Memory planes.
  public var planeCount: Int { unsafe pool.loans[index].pointee.planeCount }

  /// Bytes a memory plane holds, at most. The plane must be in `0..<planeCount`.
  public func capacity(ofPlane plane: Int) -> Int {
    precondition(plane >= 0 && plane < planeCount, "a buffer has \(planeCount) planes")
    return unsafe pool.loans[index].pointee.memory[plane].length
  }

  /// Bytes to be put out, of all planes.
  public var byteCount: Int { unsafe pool.loans[index].pointee.byteCount }

  /// Bytes to be put out of a memory plane: what the format needs, unless it was set.
  ///
  /// The plane must be in `0..<planeCount`.
  public func byteCount(ofPlane plane: Int) -> Int {
    precondition(plane >= 0 && plane < planeCount, "a buffer has \(planeCount) planes")
    return unsafe pool.loans[index].pointee.payloads[plane].length
  }

  /// Says how many bytes of a plane are to be put out, from its start; all of them if nothing is said.
  ///
  /// More than the plane holds, or a negative number, is a caller's mistake.
  public mutating func setByteCount(_ count: Int, ofPlane plane: Int = 0) {
    precondition(
      count >= 0 && count <= capacity(ofPlane: plane),
      "a plane of \(capacity(ofPlane: plane)) bytes does not hold \(count)")
    unsafe pool.loans[index].pointee.payloads[plane].length = count
  }

  /// The field order of the picture that is put out.
  public var field: Field {
    get { unsafe pool.loans[index].pointee.metadata.field }
    set { unsafe pool.loans[index].pointee.metadata.field = newValue }
  }

  /// The time that goes with the picture, in nanoseconds; a device that converts memory hands it on.
  public var timestamp: Int64 {
    get { unsafe pool.loans[index].pointee.metadata.timestamp }
    set { unsafe pool.loans[index].pointee.metadata.timestamp = newValue }
  }

  /// The memory of a plane, to be written.
  ///
  /// A dma-buf is announced to be written, and no longer so when it is submitted; one that cannot be mapped
  /// has no bytes here. The plane must be in `0..<planeCount`.
  @_lifetime(&self)
  public mutating func mutableBytes(ofPlane plane: Int = 0) -> MutableRawSpan {
    precondition(plane >= 0 && plane < planeCount, "a buffer has \(planeCount) planes")
    let memory = unsafe pool.loans[index].pointee.memory[plane]
    guard memory.length > 0, memory.address >= UInt(BackingMaker.pageSize) else {
      return MutableRawSpan()
    }
    pool.beginAccess(index, .write)
    // The address is inside memory that the pool keeps until this buffer ends.
    let start = unsafe UnsafeMutableRawPointer(bitPattern: memory.address).unsafelyUnwrapped
    let span = unsafe MutableRawSpan(_unsafeStart: start, byteCount: memory.length)
    return unsafe _overrideLifetime(span, mutating: &self)
  }

  /// Copies bytes to the start of a plane; false where it has no such room in this process.
  package mutating func fill(_ plane: Int, with bytes: RawSpan) -> Bool {
    var target = mutableBytes(ofPlane: plane)
    guard target.byteCount >= bytes.byteCount else { return false }
    unsafe target.withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBytes { source in
        unsafe target.copyMemory(from: source)
      }
    }
    return true
  }

  /// Hands the buffer to the driver; nil is success.
  consuming func queue(in request: Int32? = nil) -> Errno? {
    isOwed = false
    return pool.putOut(index, request: request)
  }
}
