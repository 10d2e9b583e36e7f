internal import CVideoDev2

/// What a driver says of one control: what it is called, which values it takes, and what holds for it now.
///
/// A snapshot: flags, ranges and, of dynamic arrays, the number of elements may change when something else
/// is set. The corresponding C type is `v4l2_query_ext_ctrl`.
public struct ControlDescription: Hashable, Sendable {
  /// The number it is asked for by.
  public var id: ControlID
  /// Its name as the driver writes it, such as `White Balance, Automatic`.
  public var name: String
  /// What kind of value it has.
  public var type: ControlType
  /// The least value, of each element; of text the fewest bytes.
  public var minimum: Int64
  /// The greatest value, of each element; of text the most bytes, of a bitmask the bits there are.
  public var maximum: Int64
  /// The distance from one value to the next, counted from the minimum.
  public var step: UInt64
  /// The value, of each element, that the driver begins with.
  public var defaultValue: Int64
  /// What holds for it now.
  public var flags: ControlFlags
  /// Bytes of an element.
  public var elementSize: Int
  /// Elements; of a dynamic array those it has now.
  public var elements: Int
  /// The lengths of an array, the outermost first; empty for a single value. Of a dynamic array the
  /// greatest length.
  public var dimensions: [Int]
  /// The items of a menu. Indices that are missing between them are holes, which cannot be chosen.
  public var menu: [MenuItem]

  /// An item of a menu. The corresponding C type is `v4l2_querymenu`.
  public struct MenuItem: Hashable, Sendable {
    /// The value it stands for.
    public var index: Int64
    /// Its name; of an integer menu the number in digits.
    public var name: String
    /// The number behind an item of an integer menu; nil in menus of names.
    public var number: Int64?

    /// Makes an item.
    public init(index: Int64, name: String, number: Int64? = nil) {
      self.index = index
      self.name = name
      self.number = number
    }
  }

  /// Makes a description; one value of four bytes unless more is said.
  public init(
    id: ControlID, name: String, type: ControlType, minimum: Int64 = 0, maximum: Int64 = 0,
    step: UInt64 = 1, defaultValue: Int64 = 0, flags: ControlFlags = [], elementSize: Int = 4,
    elements: Int = 1, dimensions: [Int] = [], menu: [MenuItem] = []
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.minimum = minimum
    self.maximum = maximum
    self.step = step
    self.defaultValue = defaultValue
    self.flags = flags
    self.elementSize = elementSize
    self.elements = elements
    self.dimensions = dimensions
    self.menu = menu
  }

  /// The name in the form in which it is typed: small letters and digits, with `_` for whatever is between.
  public var key: String { Self.key(of: name) }

  /// A name in the form in which it is typed, such as `white_balance_automatic`.
  public static func key(of name: String) -> String {
    var key: [UInt8] = []
    var owesSeparator = false
    for byte in name.utf8 {
      let isUpper = (0x41...0x5a).contains(byte)
      guard isUpper || (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) else {
        owesSeparator = !key.isEmpty
        continue
      }
      if owesSeparator { key.append(UInt8(ascii: "_")) }
      owesSeparator = false
      key.append(isUpper ? byte | 0x20 : byte)
    }
    return String(decoding: key, as: UTF8.self)
  }

  /// Whether it is no control but the heading of its class.
  public var isHeading: Bool { type == .controlClass }
  /// Whether it has several elements, or may have.
  public var isArray: Bool { !dimensions.isEmpty }
  /// Whether the length may change.
  public var isDynamicArray: Bool { flags.contains(.dynamicArray) }
  /// The most elements it can have.
  public var elementLimit: Int {
    isDynamicArray ? max(elements, dimensions.first ?? elements) : elements
  }
  /// Whether it has a value to read.
  public var isReadable: Bool {
    !isHeading && type != .button && flags.isDisjoint(with: [.writeOnly, .disabled])
  }
  /// Whether it can be set at some time, if not now.
  public var isSettable: Bool { !isHeading && flags.isDisjoint(with: [.readOnly, .disabled]) }
  /// Whether values are passed by pointer.
  var hasPayload: Bool {
    flags.contains(.hasPayload) || type == .string || type.isCompound || isArray
  }
  /// Bytes of a value by pointer, as the control is now.
  ///
  /// What a driver states is not believed past the most that is ever read: a lie must not take all memory.
  var payloadSize: Int {
    let text = max(0, min(maximum, Int64(Self.largestPayload))) + 1
    let element = type == .string ? max(elementSize, Int(text)) : elementSize
    let (size, overflow) = max(1, elements).multipliedReportingOverflow(by: max(1, element))
    return overflow ? Self.largestPayload : min(size, Self.largestPayload)
  }
  static let largestPayload = 1 << 24

  /// The item of a menu that a value stands for.
  public func menuItem(_ index: Int64) -> MenuItem? { menu.first { $0.index == index } }
}

extension ControlDescription {
  init(_ control: v4l2_query_ext_ctrl) {
    self.init(
      id: ControlID(rawValue: control.id), name: text(control.name),
      type: ControlType(rawValue: control.type), minimum: control.minimum,
      maximum: control.maximum, step: control.step, defaultValue: control.default_value,
      flags: ControlFlags(rawValue: control.flags), elementSize: Int(control.elem_size),
      elements: Int(control.elems))
    let lengths = [control.dims.0, control.dims.1, control.dims.2, control.dims.3]
    dimensions = lengths.prefix(Int(control.nr_of_dims)).map { Int($0) }
  }

  /// What the older request tells: numbers of 32 bits and no arrays.
  init(_ control: v4l2_queryctrl) {
    self.init(
      id: ControlID(rawValue: control.id), name: text(control.name),
      type: ControlType(rawValue: control.type), minimum: Int64(control.minimum),
      maximum: Int64(control.maximum), step: UInt64(UInt32(bitPattern: control.step)),
      defaultValue: Int64(control.default_value), flags: ControlFlags(rawValue: control.flags))
    switch type {
    case .bitmask:
      maximum = Int64(UInt32(bitPattern: control.maximum))
      defaultValue = Int64(UInt32(bitPattern: control.default_value))
    case .integer64: elementSize = 8
    case .string: elementSize = Int(clamping: maximum) + 1
    default: break
    }
  }
}
