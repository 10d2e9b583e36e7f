internal import Glibc
package import V4L2
package import VideoFormats

/// Pictures to convert and to encode, made and compared by whole lines: tests run unoptimised, in emulated processors.
package enum TestPictures {
  /// So many bytes, by which pictures of different numbers are told apart.
  package static func pattern(_ number: Int, _ count: Int) -> [UInt8] {
    let period = (0..<4093).map { UInt8(truncatingIfNeeded: $0 >> 4 &+ $0 &+ number &* 40) }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      for start in stride(from: 0, to: count, by: period.count) {
        let size = min(period.count, count - start)
        guard let base = buffer.baseAddress else { return }
        unsafe period.withUnsafeBytes { source in
          guard let from = source.baseAddress else { return }
          _ = unsafe memcpy(base + start, from, size)
        }
      }
      filled = count
    }
  }

  /// A picture in planar 4:2:0 that varies slowly, as cameras' do.
  package static func slope(_ number: Int, _ size: Size) -> [UInt8] {
    let ramp = (0..<(size.width + size.height)).map { place in
      UInt8(40 + (place + number * 8) * 100 / (size.width + size.height))
    }
    let count = size.width * size.height
    return unsafe [UInt8](unsafeUninitializedCapacity: count * 3 / 2) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      for row in 0..<size.height {
        unsafe ramp.withUnsafeBytes { source in
          guard let from = source.baseAddress else { return }
          _ = unsafe memcpy(base + row * size.width, from + row, size.width)
        }
      }
      _ = unsafe memset(base + count, CInt(100 + number * 4), count / 2)
      filled = count * 3 / 2
    }
  }

  /// Whether two stretches of bytes are the same.
  package static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count, !one.isEmpty else { return one.isEmpty && other.isEmpty }
    return unsafe one.withUnsafeBytes { one in
      unsafe other.withUnsafeBytes { other in
        guard let left = one.baseAddress, let right = other.baseAddress else { return false }
        return unsafe memcmp(left, right, one.count) == 0
      }
    }
  }

  /// The most that two pictures differ in any of the samples that are looked at, one of thirteen; 256 where their
  /// sizes differ.
  package static func difference(_ one: [UInt8], _ other: [UInt8]) -> Int {
    guard one.count == other.count else { return 256 }
    var worst = 0
    for index in stride(from: 0, to: one.count, by: 13) {
      worst = max(worst, abs(Int(one[index]) - Int(other[index])))
    }
    return worst
  }
}

extension Frame {
  /// The payload of the first plane, copied.
  package var copied: [UInt8] {
    let bytes = bytes
    return unsafe [UInt8](unsafeUninitializedCapacity: bytes.byteCount) { buffer, filled in
      unsafe bytes.withUnsafeBytes { source in
        unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
      }
      filled = bytes.byteCount
    }
  }
}
