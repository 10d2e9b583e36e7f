/// A stretch of a buffer's memory in this process.
///
/// It is a number, not a pointer, so that it may cross threads; whoever makes a pointer of it vouches
/// for the mapping behind it.
struct Payload {
  var address: UInt
  var length: Int
}

extension Payload {
  /// What a driver filled of a plane: after `data_offset`, up to `bytesused`, which counts from the
  /// plane's start.
  init(_ plane: BufferReport.Plane, in memory: Payload) {
    // A driver's numbers are not believed past the end of what is mapped.
    let end = min(Int(plane.bytesUsed), memory.length)
    let start = min(Int(plane.dataOffset), end)
    self.init(address: memory.address + UInt(start), length: end - start)
  }
}

/// The payloads of a frame's planes, in place: a frame must not allocate.
struct Payloads {
  let count: Int
  private var storage = InlineArray<8, Payload>(repeating: Payload(address: 0, length: 0))

  init(count: Int) {
    self.count = count
  }

  subscript(plane: Int) -> Payload {
    get { storage[plane] }
    set { storage[plane] = newValue }
  }

  var byteCount: Int {
    var sum = 0
    for plane in 0..<count { sum += storage[plane].length }
    return sum
  }
}
