public import VideoFormats

/// A value of a control.
public enum ControlValue: Hashable, Sendable {
  /// A number: of integers, of booleans (0 or 1), of menus (an index), of bitmasks (not negative), of buttons (0).
  case integer(Int64)
  /// A text, without the NUL behind it.
  case string(String)
  /// The elements of an array of numbers, the last dimension running fastest.
  case integers([Int64])
  /// A width and a height.
  case area(Size)
  /// A rectangle.
  case rectangle(Rectangle)
  /// How bright the content gets.
  case contentLightLevel(ContentLightLevel)
  /// The display the content was mastered on.
  case masteringDisplay(MasteringDisplay)
  /// The bytes of a structure, or of an array of them; `load(as:)` makes a C structure of them.
  case bytes([UInt8])

  /// The value of a boolean control.
  public static func boolean(_ isOn: Bool) -> ControlValue { .integer(isOn ? 1 : 0) }

  /// The number, of a value that is a single one.
  public var number: Int64? {
    if case .integer(let number) = self { number } else { nil }
  }
}

/// How bright the content gets, in cd/m². The corresponding C type is `v4l2_ctrl_hdr10_cll_info`.
public struct ContentLightLevel: Hashable, Sendable {
  /// The brightest pixel of all pictures.
  public var maximumContent: UInt16
  /// The brightest average of a picture.
  public var maximumPictureAverage: UInt16

  /// Makes levels.
  public init(maximumContent: UInt16, maximumPictureAverage: UInt16) {
    self.maximumContent = maximumContent
    self.maximumPictureAverage = maximumPictureAverage
  }
}

/// The display that content was mastered on. The corresponding C type is `v4l2_ctrl_hdr10_mastering_display`.
public struct MasteringDisplay: Hashable, Sendable {
  /// A place in the CIE 1931 diagram, in steps of 0.00002.
  public struct Chromaticity: Hashable, Sendable {
    /// The x coordinate.
    public var x: UInt16
    /// The y coordinate.
    public var y: UInt16

    /// Makes a place.
    public init(x: UInt16, y: UInt16) {
      self.x = x
      self.y = y
    }
  }

  /// The three primaries, in the order green, blue, red of the specification.
  public var primaries: [Chromaticity]
  /// The white point.
  public var whitePoint: Chromaticity
  /// The greatest luminance, in steps of 0.0001 cd/m².
  public var maximumLuminance: UInt32
  /// The least luminance, in steps of 0.0001 cd/m².
  public var minimumLuminance: UInt32

  /// Makes a display; of the primaries there must be three.
  public init(
    primaries: [Chromaticity], whitePoint: Chromaticity, maximumLuminance: UInt32,
    minimumLuminance: UInt32
  ) {
    self.primaries = primaries
    self.whitePoint = whitePoint
    self.maximumLuminance = maximumLuminance
    self.minimumLuminance = minimumLuminance
  }
}
