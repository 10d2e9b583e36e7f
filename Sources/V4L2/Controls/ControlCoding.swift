internal import VideoFormats

/// Values of controls as the kernel has them in memory.
struct ControlCoding {
  let control: ControlDescription

  init(_ control: ControlDescription) { self.control = control }

  /// Width in bytes and sign of a number, where the elements are numbers.
  private var number: (width: Int, isSigned: Bool)? {
    switch control.type {
    case .integer, .boolean, .menu, .integerMenu, .button: (4, true)
    case .bitmask, .unsigned32: (4, false)
    case .integer64: (8, true)
    case .unsigned8: (1, false)
    case .unsigned16: (2, false)
    default: nil
    }
  }

  /// The structure of a single compound value, for which there is a case of `ControlValue`.
  private var isSingle: Bool { control.elements == 1 && control.dimensions.isEmpty }

  // MARK: Numbers that are passed as such

  /// A number as the union of `v4l2_ext_control` has it; nil where the value does not fit.
  func scalar(_ value: ControlValue) -> Int64? {
    guard case .integer(let number) = value else { return nil }
    switch control.type {
    case .integer64: return number
    case .bitmask: return UInt32(exactly: number).map { Int64(Int32(bitPattern: $0)) }
    default: return Int32(exactly: number).map(Int64.init)
    }
  }

  /// The value of such a number.
  func value(scalar: Int64) -> ControlValue {
    guard control.type == .bitmask else { return .integer(scalar) }
    return .integer(Int64(UInt32(truncatingIfNeeded: scalar)))
  }

  // MARK: Values that are passed by pointer

  /// The bytes of a value; nil where its kind or length is not the control's.
  func bytes(_ value: ControlValue) -> [UInt8]? {
    switch (value, control.type) {
    case (.string(let text), .string) where !control.isArray:
      let bytes = Array(text.utf8)
      return bytes.contains(0) ? nil : bytes + [0]
    case (.integers(let numbers), _):
      guard let (width, isSigned) = number, isLength(numbers.count) else { return nil }
      var bytes: [UInt8] = []
      for number in numbers {
        guard Self.fits(number, width, isSigned) else { return nil }
        bytes += Self.nativeBytes(number, width)
      }
      return bytes
    case (.area, .area), (.rectangle, .rectangle), (.contentLightLevel, .contentLightLevel),
      (.masteringDisplay, .masteringDisplay):
      return isSingle ? Self.structure(value) : nil
    case (.bytes(let bytes), _) where control.type != .string || control.isArray:
      guard control.elementSize > 0, bytes.count.isMultiple(of: control.elementSize),
        isLength(bytes.count / control.elementSize)
      else { return nil }
      return bytes
    default: return nil
    }
  }

  /// The bytes of a structure as the kernel has it; nil for numbers and texts, and where a part does not fit.
  static func structure(_ value: ControlValue) -> [UInt8]? {
    switch value {
    case .area(let size): return words([size.width, size.height])
    case .rectangle(let it):
      guard let left = Int32(exactly: it.left), let top = Int32(exactly: it.top) else { return nil }
      return words([
        Int(UInt32(bitPattern: left)), Int(UInt32(bitPattern: top)), it.width, it.height,
      ])
    case .contentLightLevel(let level):
      return [level.maximumContent, level.maximumPictureAverage].flatMap {
        nativeBytes(Int64($0), 2)
      }
    case .masteringDisplay(let display): return bytes(of: display)
    case .bytes(let bytes): return bytes
    case .integer, .integers, .string: return nil
    }
  }

  /// Whether the control takes so many elements.
  private func isLength(_ count: Int) -> Bool {
    control.isDynamicArray ? (1...control.elementLimit).contains(count) : count == control.elements
  }

  /// The value in the bytes.
  func value(_ bytes: [UInt8]) -> ControlValue {
    if control.type == .string, !control.isArray {
      return .string(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    }
    if let (width, isSigned) = number {
      return .integers(
        stride(from: 0, through: bytes.count - width, by: width).map {
          Self.number(bytes, at: $0, width, isSigned)
        })
    }
    func word(_ index: Int, _ isSigned: Bool = false) -> Int {
      Int(Self.number(bytes, at: index * 4, 4, isSigned))
    }
    guard isSingle, bytes.count >= control.type.structure?.size ?? .max else {
      return .bytes(bytes)
    }
    switch control.type {
    case .area: return .area(Size(width: word(0), height: word(1)))
    case .rectangle:
      return .rectangle(
        Rectangle(left: word(0, true), top: word(1, true), width: word(2), height: word(3)))
    case .contentLightLevel:
      return .contentLightLevel(
        ContentLightLevel(
          maximumContent: Self.half(bytes, 0), maximumPictureAverage: Self.half(bytes, 1)))
    case .masteringDisplay: return .masteringDisplay(Self.display(bytes))
    default: return .bytes(bytes)
    }
  }

  // MARK: Pieces

  static func fits(_ number: Int64, _ width: Int, _ isSigned: Bool) -> Bool {
    guard width < 8 else { return true }
    let bits = Int64(width * 8)
    return isSigned
      ? number >= -(1 << (bits - 1)) && number < 1 << (bits - 1)
      : number >= 0 && number < 1 << bits
  }

  /// The bytes of a number in this machine's order.
  private static func nativeBytes(_ number: Int64, _ width: Int) -> [UInt8] {
    #if _endian(big)
    (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    #else
    (0..<width).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    #endif
  }

  private static func number(
    _ bytes: [UInt8], at start: Int, _ width: Int, _ isSigned: Bool
  ) -> Int64 {
    var raw: UInt64 = 0
    for offset in 0..<width {
      #if _endian(big)
      raw = raw << 8 | UInt64(bytes[start + offset])
      #else
      raw |= UInt64(bytes[start + offset]) << (offset * 8)
      #endif
    }
    let unused = 64 - width * 8
    return isSigned
      ? Int64(bitPattern: raw << unused) >> unused : Int64(bitPattern: raw)
  }

  private static func half(_ bytes: [UInt8], _ index: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: number(bytes, at: index * 2, 2, false))
  }

  /// Words of 32 bits; nil where one does not fit.
  private static func words(_ numbers: [Int]) -> [UInt8]? {
    guard numbers.allSatisfy({ UInt32(exactly: $0) != nil }) else { return nil }
    return numbers.flatMap { nativeBytes(Int64($0), 4) }
  }

  private static func bytes(of display: MasteringDisplay) -> [UInt8]? {
    guard display.primaries.count == 3 else { return nil }
    let places = display.primaries
    let halves = places.map(\.x) + places.map(\.y) + [display.whitePoint.x, display.whitePoint.y]
    let words = [display.maximumLuminance, display.minimumLuminance]
    return halves.flatMap { nativeBytes(Int64($0), 2) }
      + words.flatMap { nativeBytes(Int64($0), 4) }
  }

  private static func display(_ bytes: [UInt8]) -> MasteringDisplay {
    func place(_ x: Int, _ y: Int) -> MasteringDisplay.Chromaticity {
      MasteringDisplay.Chromaticity(x: half(bytes, x), y: half(bytes, y))
    }
    return MasteringDisplay(
      primaries: (0..<3).map { place($0, $0 + 3) }, whitePoint: place(6, 7),
      maximumLuminance: UInt32(truncatingIfNeeded: number(bytes, at: 16, 4, false)),
      minimumLuminance: UInt32(truncatingIfNeeded: number(bytes, at: 20, 4, false)))
  }
}
