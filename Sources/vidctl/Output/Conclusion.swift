import ArgumentParser
import Capture
import Display
import FrameShare
import Imaging
import SystemPackage
import V4L2

/// How a run that threw ends: what is said, where, and the exit status.
struct Conclusion {
  /// Text for standard output, such as help that was asked for.
  var output: String?
  /// A sentence for standard error.
  var sentence: String?
  var status: ExitCode

  init(output: String? = nil, sentence: String? = nil, status: ExitCode) {
    self.output = output
    self.sentence = sentence
    self.status = status
  }

  init(_ error: any Error, arguments: [String]) {
    switch error {
    case let code as ExitCode:
      self.init(status: code)
    case let failure as Failure:
      self.init(failure)
    case let error as V4L2Error:
      self.init(Failure(error))
    case let error as NegotiationError:
      self.init(Failure(error))
    case let error as DisplayError:
      self.init(Failure(error))
    case let error as ImagingError:
      self.init(Failure(error))
    case let error as ShareError:
      self.init(Failure(error))
    case let error as StandardStream.WriteError:
      self.init(error)
    default:
      self.init(parsing: error, arguments: arguments)
    }
  }

  private init(_ failure: Failure) {
    self.init(sentence: failure.description, status: failure.status.code)
  }

  /// A reader that has seen enough is no news; anything else that keeps text from getting out is.
  private init(_ error: StandardStream.WriteError) {
    let sentence =
      "can't write to standard output: \(error.errno); free some space or redirect it elsewhere"
    self.init(sentence: error.isClosedPipe ? nil : sentence, status: ExitStatus.failure.code)
  }

  /// What ArgumentParser threw: help or a version that was asked for, or a wrong command line.
  private init(parsing error: any Error, arguments: [String]) {
    let code = Vidctl.exitCode(for: error)
    guard !code.isSuccess else {
      self.init(output: Vidctl.fullMessage(for: error), status: code)
      return
    }
    var message = Vidctl.message(for: error)
    while message.last == "." || message.last == "\n" { message.removeLast() }
    let flattened = message.split(separator: "\n").joined(separator: " ")
    let next = flattened.hasSuffix("?") ? " See" : "; see"
    self.init(
      sentence: "\(flattened)\(next) '\(Self.commandName(in: arguments)) --help'",
      status: code == .validationFailure ? ExitStatus.usage.code : ExitStatus.failure.code)
  }

  /// The command that the arguments name, down to its last subcommand.
  static func commandName(in arguments: [String]) -> String {
    var command: any ParsableCommand.Type = Vidctl.self
    var names = ["vidctl"]
    for argument in arguments {
      guard
        let next = command.configuration.subcommands.first(where: {
          $0.configuration.commandName == argument
        })
      else { break }
      names.append(argument)
      command = next
    }
    return names.joined(separator: " ")
  }

  /// Says what is to be said and answers with the exit status.
  func carryOut() -> ExitCode {
    if let sentence { StandardStream.tell(sentence) }
    guard let output else { return status }
    do throws(StandardStream.WriteError) {
      try StandardStream.output.write(output.hasSuffix("\n") ? output : output + "\n")
      return status
    } catch {
      return Conclusion(error, arguments: []).carryOut()
    }
  }
}
