internal import CVideoDev2

/// One control of a pretended driver: what is said of it, and what it is set to.
package struct FakeControl: Sendable {
  package var id: UInt32
  package var name: String
  /// The kernel's number of the type.
  package var type: UInt32
  package var minimum: Int64
  package var maximum: Int64
  package var step: UInt64
  package var standard: Int64
  package var flags: UInt32
  /// Items of a menu by index; nil is a hole.
  package var menu: [String?] = []
  /// The numbers of an integer menu by index; nil is a hole.
  package var numbers: [Int64?] = []
  package var dimensions: [Int] = []
  /// Bytes of an element.
  package var elementSize: Int
  /// The control that, while it is on, sets this one.
  package var leader: UInt32?
  /// The least and the greatest value, where the kernel can be asked for them.
  package var bounds: (least: [UInt8], greatest: [UInt8])? {
    didSet {
      let flag = UInt32(V4L2_CTRL_FLAG_HAS_WHICH_MIN_MAX)
      flags = bounds == nil ? flags & ~flag : flags | flag
    }
  }
  /// Whether it can't be set while the node streams.
  package var isGrabbedWhileStreaming = false
  /// What is set: the elements' bytes; of text with room for the longest and its NUL.
  package var value: [UInt8] = []

  package init(
    _ id: UInt32, _ name: String, _ type: UInt32, _ range: ClosedRange<Int64> = 0...0,
    step: UInt64 = 1, standard: Int64 = 0, flags: UInt32 = 0, elementSize: Int = 4,
    dimensions: [Int] = [], initial: [UInt8]? = nil
  ) {
    self.id = id
    self.name = name
    self.type = type
    (minimum, maximum) = (range.lowerBound, range.upperBound)
    self.step = step
    self.standard = standard
    self.flags = flags
    self.elementSize = elementSize
    self.dimensions = dimensions
    if hasPayload { self.flags |= UInt32(V4L2_CTRL_FLAG_HAS_PAYLOAD) }
    value = initial ?? standardValue
  }

  private static let string = UInt32(V4L2_CTRL_TYPE_STRING.rawValue)
  private static let area: UInt32 = 0x106
  private static let lastNumber: UInt32 = 0x102

  var isString: Bool { type == Self.string }
  var isDynamic: Bool { flags & UInt32(V4L2_CTRL_FLAG_DYNAMIC_ARRAY) != 0 }
  var isCompound: Bool { type >= 0x100 || !dimensions.isEmpty }
  var hasPayload: Bool { isString || isCompound }
  var elements: Int { isString ? 1 : max(1, value.count / elementSize) }
  /// Whether the old requests for one number can be used.
  var isNumber: Bool { !hasPayload && elementSize == 4 }

  private var isStructure: Bool { type > Self.lastNumber }

  /// Whether elements are numbers, and their sign.
  private var isSigned: Bool { type < 0x100 && type != UInt32(V4L2_CTRL_TYPE_BITMASK.rawValue) }

  var standardValue: [UInt8] {
    if isString {
      let count = elementSize - 1 - Int(minimum)
      return Array(repeating: 0x20, count: Int(minimum)) + Array(repeating: 0, count: count + 1)
    }
    if type == Self.area { return value.isEmpty ? Array(repeating: 0, count: 8) : value }
    // A dynamic array has its default in as many elements as it has now.
    let count = isDynamic ? elements : dimensions.reduce(1, *)
    return Array(repeating: Self.bytes(standard, elementSize), count: count).flatMap(\.self)
  }

  static func bytes(_ number: Int64, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  static func number(_ bytes: ArraySlice<UInt8>, isSigned: Bool) -> Int64 {
    var raw: UInt64 = 0
    for (offset, byte) in bytes.enumerated() { raw |= UInt64(byte) << (offset * 8) }
    let unused = 64 - bytes.count * 8
    return isSigned ? Int64(bitPattern: raw << unused) >> unused : Int64(bitPattern: raw)
  }

  /// The number that is set, of a control that is one.
  var number: Int64 {
    get { Self.number(value[...], isSigned: true) }
    set { value = Self.bytes(newValue, elementSize) }
  }

  /// The items of a menu that can be chosen.
  func hasItem(_ index: Int64) -> Bool {
    guard index >= minimum, index <= maximum, index >= 0 else { return false }
    let place = Int(index)
    if type == UInt32(V4L2_CTRL_TYPE_MENU.rawValue) {
      return place < menu.count && menu[place] != nil
    }
    return place < numbers.count && numbers[place] != nil
  }

  /// The kernel's rules for a new value: what is kept of it, or an error number.
  func validated(_ bytes: [UInt8]) -> Result<[UInt8], FakeErrno> {
    if isString { return validatedText(bytes) }
    if type == Self.area {
      let isEmpty = [0, 4].contains { Self.number(bytes[$0..<($0 + 4)], isSigned: false) == 0 }
      return isEmpty ? .failure(FakeErrno(EINVAL)) : .success(bytes)
    }
    if isStructure { return .success(bytes) }
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: elementSize) {
      let number = Self.number(bytes[start..<(start + elementSize)], isSigned: isSigned)
      switch validated(number) {
      case .success(let kept): result += Self.bytes(kept, elementSize)
      case .failure(let errno): return .failure(errno)
      }
    }
    return .success(result)
  }

  private func validated(_ number: Int64) -> Result<Int64, FakeErrno> {
    switch type {
    case UInt32(V4L2_CTRL_TYPE_BOOLEAN.rawValue): return .success(number == 0 ? 0 : 1)
    case UInt32(V4L2_CTRL_TYPE_MENU.rawValue), UInt32(V4L2_CTRL_TYPE_INTEGER_MENU.rawValue):
      guard number >= minimum, number <= maximum else { return .failure(FakeErrno(ERANGE)) }
      return hasItem(number) ? .success(number) : .failure(FakeErrno(EINVAL))
    case UInt32(V4L2_CTRL_TYPE_BITMASK.rawValue): return .success(number & maximum)
    case UInt32(V4L2_CTRL_TYPE_BUTTON.rawValue), UInt32(V4L2_CTRL_TYPE_CTRL_CLASS.rawValue):
      return .success(0)
    default: break
    }
    // To the nearest step, and never beyond the last.
    let half = Int64(step / 2)
    var kept = number
    if maximum >= 0, number >= maximum &- half { kept = maximum } else { kept &+= half }
    kept = min(max(kept, minimum), maximum)
    let offset = UInt64(bitPattern: kept &- minimum) / step * step
    return .success(minimum &+ Int64(bitPattern: offset))
  }

  private func validatedText(_ bytes: [UInt8]) -> Result<[UInt8], FakeErrno> {
    guard !bytes.isEmpty else { return .failure(FakeErrno(ERANGE)) }
    var text = Array(bytes.prefix(Int(maximum) + 1))
    let last = text[text.count - 1]
    text[text.count - 1] = 0
    let length = text.firstIndex(of: 0) ?? 0
    if length == Int(maximum), last != 0 { return .failure(FakeErrno(ERANGE)) }
    guard length >= Int(minimum), UInt64(length - Int(minimum)).isMultiple(of: step) else {
      return .failure(FakeErrno(ERANGE))
    }
    return .success(text[..<length] + Array(repeating: 0, count: elementSize - length))
  }
}
