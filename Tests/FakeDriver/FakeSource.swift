internal import CVideoDev2

/// What is set of where a node's pictures come from, for each input where vivid keeps it for each.
struct FakeSource {
  /// The standard of each input; PAL to begin with.
  var standards: [UInt64]
  /// The timings of each input, as a place in the list; 1280x720p60 to begin with.
  var timings: [Int]
  /// How fields lie in buffers of television.
  var tvField = UInt32(V4L2_FIELD_INTERLACED.rawValue)
  /// In units of 62.5 kHz; 175.25 MHz, where there is a channel, to begin with.
  var frequency: UInt32 = 2804
  var audioMode = UInt32(V4L2_TUNER_MODE_STEREO)
  var audioInput = 0
  var edid = FakeEDID.initial
  var crop = FakeRectangle()
  var compose = FakeRectangle()
  var output: Int32 = 0
  /// The camera's size and interval, which come back when it is chosen again.
  var cameraSize = (width: 0, height: 0)
  var cameraInterval = v4l2_fract(numerator: 1, denominator: 5)

  init(inputs: Int) {
    standards = Array(repeating: 0xff, count: inputs)
    timings = Array(repeating: FakeTimings.initial, count: inputs)
  }
}

/// A rectangle, with the steps in which drivers fit one into others.
struct FakeRectangle: Equatable {
  var left = 0
  var top = 0
  var width = 0
  var height = 0

  mutating func grow(to least: (width: Int, height: Int)) {
    (width, height) = (max(width, least.width), max(height, least.height))
  }

  mutating func shrink(to most: (width: Int, height: Int)) {
    (width, height) = (min(width, most.width), min(height, most.height))
  }

  /// Shrinks and moves the rectangle until it lies inside another.
  mutating func fit(into outer: FakeRectangle) {
    shrink(to: (outer.width, outer.height))
    left = min(max(left, outer.left), outer.left + outer.width - width)
    top = min(max(top, outer.top), outer.top + outer.height - height)
  }

  init(left: Int = 0, top: Int = 0, width: Int = 0, height: Int = 0) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
  }

  init(_ rectangle: v4l2_rect) {
    self.init(
      left: Int(rectangle.left), top: Int(rectangle.top), width: Int(rectangle.width),
      height: Int(rectangle.height))
  }

  var kernelRectangle: v4l2_rect {
    v4l2_rect(
      left: Int32(clamping: left), top: Int32(clamping: top), width: UInt32(clamping: width),
      height: UInt32(clamping: height))
  }
}
