/// Takes what is sent to a terminal apart, as the state machine of DEC's terminals does.
struct ScreenTextParser: Sendable {
  /// What a byte completed.
  enum Action {
    case print(Unicode.Scalar)
    case control(UInt8)
    /// `ESC` and a byte, with what stood between.
    case escape(intermediates: [UInt8], final: UInt8)
    /// `ESC [`: a private mark or 0, numbers, with nil for those left out, intermediates and the last byte.
    case sequence(mark: UInt8, numbers: [Int?], intermediates: [UInt8], final: UInt8)
    case string(introducer: UInt8, content: [UInt8])
  }

  private enum State { case ground, escape, sequence, string, stringEscape }

  private var state = State.ground
  private var intermediates: [UInt8] = []
  private var parameters: [UInt8] = []
  private var introducer: UInt8 = 0
  private var content: [UInt8] = []
  private var scalar: [UInt8] = []

  mutating func take(_ byte: UInt8) -> Action? {
    switch state {
    case .ground: return takeGround(byte)
    case .escape: return takeEscape(byte)
    case .sequence: return takeSequence(byte)
    case .string:
      if byte == 0x1b {
        state = .stringEscape
      } else if byte == 0x07 {
        return endString()
      } else {
        content.append(byte)
      }
      return nil
    case .stringEscape:
      if byte == UInt8(ascii: "\\") { return endString() }
      state = .escape
      intermediates = []
      return takeEscape(byte)
    }
  }

  private mutating func endString() -> Action {
    state = .ground
    defer { content = [] }
    return .string(introducer: introducer, content: content)
  }

  private mutating func takeGround(_ byte: UInt8) -> Action? {
    if byte == 0x1b {
      state = .escape
      intermediates = []
      scalar = []
      return nil
    }
    if byte < 0x20 || byte == 0x7f {
      scalar = []
      return .control(byte)
    }
    scalar.append(byte)
    let text = String(decoding: scalar, as: UTF8.self)
    let needed = scalar[0] < 0x80 ? 1 : scalar[0] < 0xe0 ? 2 : scalar[0] < 0xf0 ? 3 : 4
    guard scalar.count >= needed, let first = text.unicodeScalars.first else { return nil }
    scalar = []
    return .print(first)
  }

  private mutating func takeEscape(_ byte: UInt8) -> Action? {
    switch byte {
    case UInt8(ascii: "["):
      state = .sequence
      parameters = []
      intermediates = []
      return nil
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "^"),
      UInt8(ascii: "X"):
      state = .string
      introducer = byte
      content = []
      return nil
    case 0x20...0x2f:
      intermediates.append(byte)
      return nil
    case 0x1b:
      intermediates = []
      return nil
    default:
      state = .ground
      return .escape(intermediates: intermediates, final: byte)
    }
  }

  private mutating func takeSequence(_ byte: UInt8) -> Action? {
    switch byte {
    case 0x30...0x3f: parameters.append(byte)
    case 0x20...0x2f: intermediates.append(byte)
    case 0x40...0x7e:
      state = .ground
      let hasMark = parameters.first.map { (0x3c...0x3f).contains($0) } ?? false
      let text = String(decoding: hasMark ? parameters.dropFirst() : parameters[...], as: UTF8.self)
      let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
      return .sequence(
        mark: hasMark ? parameters[0] : 0, numbers: numbers, intermediates: intermediates,
        final: byte)
    case 0x1b:
      state = .escape
      intermediates = []
    case 0x18, 0x1a: state = .ground
    default: return .control(byte)
    }
    return nil
  }
}
