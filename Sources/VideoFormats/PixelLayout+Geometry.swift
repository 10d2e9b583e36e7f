extension PixelLayout.ColorPlane {
  /// Bytes of one line of a picture of this width that carry picture.
  ///
  /// Odd widths round up, as the kernel's helpers do: to a column of the plane, and from there to whole
  /// bytes; formats whose pixels share bytes round up to a whole block, tiled ones to a whole tile.
  public func usedBytes(width: Int) -> Int {
    let columns = width.dividedRoundingUp(by: horizontalSubsampling)
    let bytes =
      bytesPerBlock.isMultiple(of: columnsPerBlock)
      ? columns * (bytesPerBlock / columnsPerBlock)
      : columns.dividedRoundingUp(by: columnsPerBlock) * bytesPerBlock
    return tile.map { bytes.roundedUp(to: $0.bytes) } ?? bytes
  }

  /// Lines of this plane in a picture of this height, rounded up.
  public func rows(height: Int) -> Int {
    let rows = height.dividedRoundingUp(by: verticalSubsampling)
    return tile.map { rows.roundedUp(to: $0.lines) } ?? rows
  }

  /// The stride that follows from the stride of the first colour plane in the same memory plane.
  ///
  /// The kernel states one stride for each memory plane; padding in it grows or shrinks with the plane.
  func stride(width: Int, first: Self, firstStride: Int) -> Int {
    let used = usedBytes(width: width)
    guard firstStride != first.usedBytes(width: width) else { return used }
    let padded =
      firstStride * bytesPerBlock * first.columnsPerBlock * first.horizontalSubsampling
      / (first.bytesPerBlock * columnsPerBlock * horizontalSubsampling)
    return max(padded, used)
  }
}

extension PixelLayout {
  /// Stride and size of each memory plane of a picture of this size.
  ///
  /// - Parameters:
  ///   - width: Pixels, at least 1.
  ///   - height: Lines, at least 1.
  ///   - bytesPerLine: The stride of each memory plane; without it, or where it is smaller than a line
  ///     needs, the smallest possible.
  public func planes(width: Int, height: Int, bytesPerLine: [Int]? = nil) -> [Format.Plane] {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    return (0..<memoryPlaneCount).map { index in
      let members = colorPlanes.filter { $0.memoryPlane == index }
      guard let first = members.first else { return Format.Plane() }
      let given = bytesPerLine.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? 0
      let stride = max(given, first.usedBytes(width: width))
      let size = members.reduce(0) { sum, plane in
        sum + plane.stride(width: width, first: first, firstStride: stride)
          * plane.rows(height: height)
      }
      return Format.Plane(bytesPerLine: stride, size: size)
    }
  }

  /// Bytes of a picture of this size over all memory planes, without making their list.
  ///
  /// The stride of each memory plane is the smallest that its pixels allow and that is a multiple of
  /// `strideMultiple` bytes.
  package func byteCount(width: Int, height: Int, strideMultiple: Int = 1) -> Int {
    var total = 0
    var first: ColorPlane?
    var stride = 0
    for plane in colorPlanes {
      if first?.memoryPlane != plane.memoryPlane {
        first = plane
        stride = plane.usedBytes(width: width).roundedUp(to: strideMultiple)
      }
      total +=
        plane.stride(width: width, first: first ?? plane, firstStride: stride)
        * plane.rows(height: height)
    }
    return total
  }

  /// Where each colour plane of a picture in this format lies, in the order of `colorPlanes`.
  ///
  /// Strides are the driver's (`format.planes`), or the smallest possible where the format states none.
  /// Empty for arrangements other than `.linear`, whose lines can't be read one after the other.
  public func colorPlanes(in format: Format) -> [ColorPlaneGeometry] {
    guard arrangement == .linear, format.width > 0, format.height > 0 else { return [] }
    var offsets = [Int](repeating: 0, count: memoryPlaneCount)
    return colorPlanes.map { plane in
      let index = plane.memoryPlane
      let first = colorPlanes.first { $0.memoryPlane == index } ?? plane
      let stated = format.planes.indices.contains(index) ? format.planes[index].bytesPerLine : 0
      let minimum = first.usedBytes(width: format.width)
      let stride = plane.stride(
        width: format.width, first: first, firstStride: stated > 0 ? stated : minimum)
      let geometry = ColorPlaneGeometry(
        content: plane.content, memoryPlane: index, offset: offsets[index], stride: stride,
        rows: plane.rows(height: format.height),
        usedBytesPerRow: plane.usedBytes(width: format.width))
      offsets[index] += stride * geometry.rows
      return geometry
    }
  }
}

extension Int {
  /// The quotient, rounded up.
  func dividedRoundingUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
  /// The next multiple, or self when it is one.
  func roundedUp(to multiple: Int) -> Int { dividedRoundingUp(by: multiple) * multiple }
}
