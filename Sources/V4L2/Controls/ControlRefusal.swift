public import SystemPackage

/// A control that could not be set or read: which, to what, why, and what it takes instead.
public struct ControlRefusal: Hashable, Sendable {
  /// The control's number.
  public var id: ControlID
  /// The control's name as it is typed.
  public var name: String
  /// The value that was refused; nil where none was to be set.
  public var value: ControlValue?
  /// What is the matter.
  public var problem: ControlProblem
  /// What the control takes, in words.
  public var allowed: String
  /// What the kernel said.
  public var errno: Errno

  /// Makes a refusal for a control as it is described.
  public init(
    _ control: ControlDescription, _ value: ControlValue?, _ problem: ControlProblem, _ errno: Errno
  ) {
    id = control.id
    name = control.key
    self.value = value
    self.problem = problem
    allowed = control.allowedValues
    self.errno = errno
  }

  /// The cause and the next step.
  func explain(node: String) -> V4L2Error.Explanation {
    let text = value.map(Self.text) ?? ""
    let list = "'vidctl controls \(node)' shows what holds for each"
    func say(_ cause: String, _ advice: String) -> V4L2Error.Explanation {
      V4L2Error.Explanation(cause: cause, advice: advice)
    }
    switch problem {
    case .noSuchControl:
      return say("there is no control \(name)", "'vidctl controls \(node)' lists those there are")
    case .wrongKind: return say("\(name) can't be \(text)", "it takes \(allowed)")
    case .outOfRange: return say("\(name) can't be \(text)", "it takes \(allowed)")
    case .betweenSteps:
      return say("\(name) can't be \(text), which is between its steps", "it takes \(allowed)")
    case .notInMenu: return say("\(name) has no item \(text)", "it takes \(allowed)")
    case .wrongLength:
      return say("\(name) can't be \(text), which is too long or too short", "it takes \(allowed)")
    case .wrongCount:
      return say("\(name) can't be \(text): the number of elements is wrong", "it takes \(allowed)")
    case .readOnly: return say("\(name) can only be read, not set", list)
    case .writeOnly: return say("\(name) can only be set, not read", list)
    case .grabbed:
      return say(
        "\(name) can't be set now: it is in use, as while frames are captured",
        "stop the program that captures, then set it")
    case .inactive:
      return say(
        "\(name) is inactive: another control sets it, such as an automatic one",
        "turn that off first, or in the same command")
    case .refused:
      return say("the driver refuses \(name)\(value == nil ? "" : " = \(text)"): \(errno)", list)
    }
  }

  /// A value in short.
  private static func text(_ value: ControlValue) -> String {
    switch value {
    case .integer(let number): "\(number)"
    case .string(let text): "'\(text)'"
    case .integers(let numbers):
      numbers.prefix(8).map { "\($0)" }.joined(separator: ",")
        + (numbers.count > 8 ? ",… (\(numbers.count))" : "")
    case .area(let size): "\(size)"
    case .rectangle(let rectangle): "\(rectangle)"
    case .contentLightLevel(let level): "\(level.maximumContent),\(level.maximumPictureAverage)"
    case .masteringDisplay: "this mastering display"
    case .bytes(let bytes): bytes.count == 1 ? "1 byte" : "\(bytes.count) bytes"
    }
  }
}
