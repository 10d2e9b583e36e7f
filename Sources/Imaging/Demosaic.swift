/// Fills in the two colours each pixel of a mosaic lacks with the mean of its nearest neighbours.
///
/// `source` holds the lines; `rows` has room for three lines of 16-bit numbers; `target` for the picture.
/// At the edges the neighbour on the other side stands in, which keeps the colours in step.
@unsafe func demosaic(
  _ source: UnsafePointer<UInt8>, _ lines: Lines, _ row: SampleRow, order: BayerOrder,
  rows memory: UnsafeMutablePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, width: Int,
  height: Int
) {
  let samples = unsafe UnsafeMutableRawPointer(memory).assumingMemoryBound(to: UInt16.self)
  /// Each line of the source has one of three places, in turn.
  func line(_ y: Int) -> UnsafeMutablePointer<UInt16> { unsafe samples + y % 3 * width }
  func unpack(_ y: Int) {
    unsafe row.unpack(source + lines.start(y), into: line(y), width: width)
  }
  func mirrored(_ index: Int, _ count: Int) -> Int {
    if index < 0 { return min(1, count - 1) }
    return index < count ? index : max(count - 2, 0)
  }
  unpack(0)
  let red = order.red
  for y in 0..<height {
    if y + 1 < height { unpack(y + 1) }
    let above = unsafe line(mirrored(y - 1, height))
    let here = unsafe line(y)
    let below = unsafe line(mirrored(y + 1, height))
    let output = unsafe target + y * width * 3
    let isRedLine = y % 2 == red.y
    for x in 0..<width {
      let (left, right) = (mirrored(x - 1, width), mirrored(x + 1, width))
      let center = unsafe Int(here[x])
      let sides = unsafe (Int(here[left]) + Int(here[right])) / 2
      let ends = unsafe (Int(above[x]) + Int(below[x])) / 2
      // The colour this line has besides green, green, and the other colour.
      let (own, green, other): (Int, Int, Int)
      if (x % 2 == red.x) != isRedLine {
        (own, green, other) = (sides, center, ends)
      } else {
        let upper = unsafe Int(above[left]) + Int(above[right])
        let corners = unsafe (upper + Int(below[left]) + Int(below[right])) / 4
        (own, green, other) = (center, (sides + ends) / 2, corners)
      }
      let (r, b) = isRedLine ? (own, other) : (other, own)
      unsafe output[3 * x] = UInt8(truncatingIfNeeded: r >> 8)
      unsafe output[3 * x + 1] = UInt8(truncatingIfNeeded: green >> 8)
      unsafe output[3 * x + 2] = UInt8(truncatingIfNeeded: b >> 8)
    }
  }
}
