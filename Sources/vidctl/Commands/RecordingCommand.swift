import TerminalUI
import ArgumentParser
import Replay

/// `vidctl recording`.
struct RecordingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recording",
    abstract: "Describes a recording that --record made: the run, its devices, its calls.",
    discussion: """
      --list tells every call as --trace would have, --full every field of it. A recording that ends \
      in the middle, after a crash say, is described as far as it goes, and so is a damaged one, with \
      status 1.

        vidctl --record bug.v4l2rec capture 0 --count 30
        vidctl recording bug.v4l2rec
        vidctl recording bug.v4l2rec --list | less
        vidctl --replay bug.v4l2rec capture 0 --count 30
      """)

  @Argument(help: "A file that --record wrote.", completion: .file())
  var file: String

  @Flag(help: "List the calls.")
  var list = false

  @Flag(help: "List the calls with every field; implies --list.")
  var full = false

  @OptionGroup var json: JSONOption

  func run() throws {
    let recording = try RecordedFile.read(file)
    let document = RecordingDocument(recording, file: file, listing: list || full ? full : nil)
    if json.isWanted {
      try JSONDocument.write(document)
    } else {
      try StandardStream.output.write(document.rendered(on: .of(.output)))
    }
    if case .damaged(let offset) = recording.ending {
      throw Failure(
        .failure, "\(file): damaged at byte \(offset); copy it again from where it was made")
    }
  }
}

extension RecordingDocument {
  /// Facts in two columns, then counts, then the calls.
  func rendered(on canvas: Canvas) -> String {
    var table = Table()
    func add(_ label: String, _ value: String?, _ style: Style = .plain) {
      if let value { table.add([Styled(label, .dim), Styled(value, style)]) }
    }
    add("Command", facts.command.map { "vidctl \($0)" }, .bold)
    add("Made by", facts.tool)
    add("Kernel", facts.kernel.map { "\($0) \(facts.architecture ?? "")" })
    add("Devices", nodes.isEmpty ? nil : nodes.joined(separator: ", "), .name)
    for driver in drivers { add("Driver", driver) }
    add("Holds", summary)
    add("Ends", end.sentence, end == .complete ? .good : .warning)
    var counts = Table(titles: ["CALL", "COUNT", "FAILED"], alignments: [.left, .right, .right])
    for count in calls {
      counts.add([
        Styled(count.name), Styled("\(count.count)"),
        Styled(count.failed > 0 ? "\(count.failed)" : "", .warning),
      ])
    }
    var text = table.rendered(on: canvas)
    if !calls.isEmpty { text += "\n" + counts.rendered(on: canvas) }
    if let listing { text += "\n" + listing.map { TextWidth.printable($0) + "\n" }.joined() }
    return text
  }

  private var summary: String {
    let bytes = frameBytes > 0 ? ", frames of \(Quantity.bytes(frameBytes))" : ", no frames' bytes"
    return "\(Quantity.count(records, "record")), \(Quantity.bytes(bytesTotal)), "
      + "\(Quantity.seconds(seconds))\(bytes)"
  }
}

extension RecordingDocument.End {
  var sentence: String {
    switch self {
    case .complete: "in good order"
    case .truncated: "in the middle: the program was killed, or the file is cut off"
    case .damaged: "where it is damaged"
    }
  }
}
