/// How a pixel format's colour planes lie in memory: enough to compute strides, sizes and offsets exactly.
///
/// A *colour plane* holds one or more colour components (all of RGB, only luma, Cb and Cr in turn). A
/// *memory plane* is a buffer of its own. NV12 has two colour planes in one memory plane; NV12M has the
/// same two in two. In a memory plane, colour planes follow each other without a gap, in the order
/// of `colorPlanes`.
///
/// The corresponding kernel type is `struct v4l2_format_info`, which knows fewer formats.
public struct PixelLayout: Hashable, Sendable {
  /// Which end of a number of several bytes comes first.
  public enum ByteOrder: String, Hashable, Sendable {
    /// The least significant byte comes first.
    case littleEndian
    /// The most significant byte comes first.
    case bigEndian
  }

  /// The order of pixels within a memory plane.
  public enum Arrangement: Hashable, Sendable {
    /// Lines follow each other, and the pixels of a line too.
    case linear
    /// Small rectangles follow each other; `ColorPlane.tile` gives their size.
    case tiled
    /// Lines of different colour planes alternate, in a way of the format's own.
    case interleaved
  }

  /// A small rectangle of a colour plane whose bytes lie together.
  public struct Tile: Hashable, Sendable {
    /// Bytes of one line of a tile.
    public var bytes: Int
    /// Lines of a tile.
    public var lines: Int

    /// Makes a tile.
    public init(bytes: Int, lines: Int) {
      self.bytes = bytes
      self.lines = lines
    }
  }

  /// One colour plane.
  public struct ColorPlane: Hashable, Sendable {
    /// What a colour plane holds.
    public enum Content: String, Hashable, Sendable {
      /// All components of the format, or a mosaic of them.
      case packed
      /// Luma, or grey.
      case luma
      /// Cb and Cr in turn, Cb first.
      case cbcr
      /// Cb and Cr in turn, Cr first.
      case crcb
      /// Cb alone.
      case cb
      /// Cr alone.
      case cr
    }

    /// What the plane holds.
    public var content: Content
    /// The memory plane it lies in, from 0.
    public var memoryPlane: Int
    /// Columns of the picture that share one column of this plane.
    public var horizontalSubsampling: Int
    /// Lines of the picture that share one line of this plane.
    public var verticalSubsampling: Int
    /// Bytes of one block, the smallest run of columns that fills whole bytes.
    public var bytesPerBlock: Int
    /// Columns of this plane in one block.
    public var columnsPerBlock: Int
    /// The size of a tile; nil when the plane is not tiled.
    public var tile: Tile?

    /// Makes a colour plane; what is left out describes full-resolution columns of whole bytes.
    public init(
      _ content: Content, memoryPlane: Int = 0, horizontalSubsampling: Int = 1,
      verticalSubsampling: Int = 1, bytesPerBlock: Int, columnsPerBlock: Int = 1, tile: Tile? = nil
    ) {
      self.content = content
      self.memoryPlane = memoryPlane
      self.horizontalSubsampling = horizontalSubsampling
      self.verticalSubsampling = verticalSubsampling
      self.bytesPerBlock = bytesPerBlock
      self.columnsPerBlock = columnsPerBlock
      self.tile = tile
    }
  }

  /// Buffers a picture is spread over, at least one.
  public var memoryPlaneCount: Int
  /// The colour planes, those of a memory plane in the order in which they lie there.
  public var colorPlanes: [ColorPlane]
  /// Significant bits of the deepest colour component.
  public var bitDepth: Int
  /// Whether the format carries alpha.
  public var hasAlpha: Bool
  /// The byte order of numbers wider than a byte; nil where bytes stand alone.
  public var byteOrder: ByteOrder?
  /// The order of pixels.
  public var arrangement: Arrangement

  /// Makes a layout.
  public init(
    colorPlanes: [ColorPlane], bitDepth: Int = 8, hasAlpha: Bool = false,
    byteOrder: ByteOrder? = nil, arrangement: Arrangement = .linear
  ) {
    self.memoryPlaneCount = (colorPlanes.map(\.memoryPlane).max() ?? 0) + 1
    self.colorPlanes = colorPlanes
    self.bitDepth = bitDepth
    self.hasAlpha = hasAlpha
    self.byteOrder = byteOrder
    self.arrangement = arrangement
  }
}

/// Where one colour plane of one picture lies in its memory plane's payload.
public struct ColorPlaneGeometry: Hashable, Sendable {
  /// What the plane holds.
  public var content: PixelLayout.ColorPlane.Content
  /// The memory plane, from 0.
  public var memoryPlane: Int
  /// Bytes from the start of the memory plane's payload, `data_offset` already skipped.
  public var offset: Int
  /// Bytes from one line to the next.
  public var stride: Int
  /// Lines.
  public var rows: Int
  /// Bytes of a line that carry picture; the rest of the stride is padding.
  public var usedBytesPerRow: Int

  /// Makes a geometry.
  public init(
    content: PixelLayout.ColorPlane.Content, memoryPlane: Int, offset: Int, stride: Int, rows: Int,
    usedBytesPerRow: Int
  ) {
    self.content = content
    self.memoryPlane = memoryPlane
    self.offset = offset
    self.stride = stride
    self.rows = rows
    self.usedBytesPerRow = usedBytesPerRow
  }

  /// Bytes from `offset` to the end of the last line that carries picture.
  public var extent: Int { rows == 0 ? 0 : (rows - 1) * stride + usedBytesPerRow }
}
