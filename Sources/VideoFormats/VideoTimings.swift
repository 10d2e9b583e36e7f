/// The exact shape of a digital video signal: its picture, the blanking around it and its clock.
///
/// Lengths are in pixels across and in lines down. In an interlaced signal `height` counts the lines of
/// both fields, the vertical blanking is that of the first field, and `secondField` that of the second.
/// The corresponding C type is `v4l2_bt_timings`.
public struct VideoTimings: Hashable, Sendable, Codable {
  /// A stretch of blanking: before, during and after the synchronisation pulse.
  public struct Blanking: Hashable, Sendable, Codable {
    /// Before the pulse.
    public var frontPorch: Int
    /// The pulse.
    public var sync: Int
    /// After the pulse.
    public var backPorch: Int

    /// Makes a stretch of blanking.
    public init(frontPorch: Int = 0, sync: Int = 0, backPorch: Int = 0) {
      self.frontPorch = frontPorch
      self.sync = sync
      self.backPorch = backPorch
    }

    /// All three together; wraps around for numbers no signal has.
    public var total: Int { frontPorch &+ sync &+ backPorch }
  }

  /// Width of the picture in pixels.
  public var width: Int
  /// Height of the picture in lines, of both fields where it is interlaced.
  public var height: Int
  /// Whether the lines come in two fields.
  public var isInterlaced: Bool
  /// Which pulses are positive.
  public var polarities: Polarities
  /// Pixels a second, blanking included, in hertz.
  public var pixelClock: Int
  /// Blanking at the end of each line, in pixels.
  public var horizontal: Blanking
  /// Blanking at the end of a frame or of the first field, in lines.
  public var vertical: Blanking
  /// Blanking at the end of the second field, in lines; zeros where there is none.
  public var secondField: Blanking
  /// The standards that have these timings.
  public var standards: Standards
  /// What else is known of them.
  public var flags: Flags
  /// Width to height of the picture, as `16:9` is 16 and 9; nil for square pixels.
  public var pictureAspect: Size?
  /// The code of CEA-861; nil where it has none.
  public var cea861VIC: Int?
  /// The code of HDMI; nil where it has none.
  public var hdmiVIC: Int?

  /// Makes timings.
  public init(
    width: Int, height: Int, isInterlaced: Bool = false, polarities: Polarities = [],
    pixelClock: Int, horizontal: Blanking, vertical: Blanking,
    secondField: Blanking = Blanking(), standards: Standards = [], flags: Flags = [],
    pictureAspect: Size? = nil, cea861VIC: Int? = nil, hdmiVIC: Int? = nil
  ) {
    self.width = width
    self.height = height
    self.isInterlaced = isInterlaced
    self.polarities = polarities
    self.pixelClock = pixelClock
    self.horizontal = horizontal
    self.vertical = vertical
    self.secondField = secondField
    self.standards = standards
    self.flags = flags
    self.pictureAspect = pictureAspect
    self.cea861VIC = cea861VIC
    self.hdmiVIC = hdmiVIC
  }

  /// Width and height of the picture.
  public var size: Size { Size(width: width, height: height) }

  /// Pixels of a whole line. The corresponding C macro is `V4L2_DV_BT_FRAME_WIDTH`.
  public var totalWidth: Int { width &+ horizontal.total }

  /// Lines of a whole frame. The corresponding C macro is `V4L2_DV_BT_FRAME_HEIGHT`.
  public var totalHeight: Int {
    height &+ vertical.total &+ (isInterlaced ? secondField.total : 0)
  }

  /// Time between frames; between first fields where the signal is interlaced.
  ///
  /// Exact where the fraction fits into 32 bits, as that of every real signal does, else the nearest that
  /// fits. A signal that is slowed down by 1000/1001 is counted as such. Nil where the clock stands still.
  public var interval: Interval? {
    let pixels = Int128(totalWidth) * Int128(totalHeight)
    guard pixels > 0, pixelClock > 0 else { return nil }
    let isSlowed = flags.contains(.reducedRate) && flags.contains(.canReduceRate)
    return Interval(
      nearest: UInt128(pixels) * (isSlowed ? 1001 : 1),
      over: UInt128(pixelClock) * (isSlowed ? 1000 : 1))
  }
}

extension Interval {
  /// The fraction in lowest terms, with both parts halved until they fit.
  fileprivate init(nearest numerator: UInt128, over denominator: UInt128) {
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    var (over, under) = (numerator / max(a, 1), denominator / max(a, 1))
    while over > UInt32.max || under > UInt32.max { (over, under) = (over >> 1, under >> 1) }
    self.init(UInt32(over), UInt32(under))
  }
}
