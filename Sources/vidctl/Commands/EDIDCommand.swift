import ArgumentParser
import SystemPackage
import V4L2
import VideoFormats

/// `vidctl edid`.
struct EDIDCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edid",
    abstract: "Describes, stores, writes or clears the EDID that a digital input shows its source.",
    discussion: """
      An EDID is what a display says of itself. An input that captures HDMI or the like shows one too, \
      and the source sends what it allows; without one most sources send nothing.

        vidctl edid 0
        vidctl edid 0 --input 3 --read edid.bin
        vidctl edid 0 --read - --hex
        vidctl edid 0 --write edid.bin
        vidctl edid 0 --write edited.txt --fix-checksums

      What is written may be bytes or hexadecimal text. It is checked first, its length, header, blocks \
      and checksums, and a file with anything wrong is refused with status 2 before the device is \
      touched. What is set is read back and told. An input that has no EDID is told with status 3. The \
      input is addressed, not chosen: the device goes on with the one it has.
      """)

  @OptionGroup var device: DeviceArgument

  @Option(
    help: "The number of the input, as 'vidctl info' lists them; the chosen one unless given.",
    completion: .custom { arguments, _, _ in CameraOptions.inputCandidates(arguments) })
  var input: Int?

  @Option(
    help: ArgumentHelp(
      "Store the EDID in a file, in place of what was in it; '-' is standard output.",
      valueName: "file"),
    completion: .file())
  var read: String?

  @Option(
    help: ArgumentHelp(
      "Give the input the EDID in a file; '-' is standard input.", valueName: "file"),
    completion: .file())
  var write: String?

  @Flag(help: "Take the EDID away; a source then sees nothing connected.")
  var clear = false

  @Flag(help: "Store hexadecimal text, which can be edited and written again, in place of bytes.")
  var hex = false

  @Flag(help: "Put the checksums of what is written right, after it was edited by hand.")
  var fixChecksums = false

  @OptionGroup var json: JSONOption

  func validate() throws {
    guard [read != nil, write != nil, clear].filter(\.self).count <= 1 else {
      throw ValidationError("--read, --write and --clear exclude each other; choose one")
    }
    if hex, read == nil { throw ValidationError("--hex says how --read stores; add --read FILE") }
    if fixChecksums, write == nil {
      throw ValidationError("--fix-checksums mends what --write writes; add --write FILE")
    }
    if json.isWanted, read == "-" {
      throw ValidationError(
        "--json and '--read -' both want standard output; store the EDID in a file")
    }
  }

  func run() throws {
    let wanted = try write.map { try EDIDFile.read($0, fixesChecksums: fixChecksums) }
    if let read { try EDIDFile.check(read) }
    let connector = try EDIDConnector(device.open(), input: input)
    if let wanted {
      let stored = try connector.write(wanted)
      StandardStream.tell("\(connector.title) now shows \(stored.words)")
      if let changes = stored.changes(from: wanted) { StandardStream.tell(changes) }
      if json.isWanted { try JSONDocument.write(EDIDDocument(connector, stored)) }
    } else if clear {
      try connector.clear()
      StandardStream.tell("\(connector.title) shows no EDID now")
      if json.isWanted { try JSONDocument.write(EDIDDocument(connector, nil)) }
    } else {
      try show(connector)
    }
  }

  private func show(_ connector: EDIDConnector) throws {
    let edid = try connector.edid()
    if let read {
      try EDIDFile.write(edid, to: read, isHexadecimal: hex)
      if read != "-" { StandardStream.tell("\(connector.title): \(edid.words) to \(read)") }
      if json.isWanted { try JSONDocument.write(EDIDDocument(connector, edid)) }
    } else if json.isWanted {
      try JSONDocument.write(EDIDDocument(connector, edid))
    } else {
      try StandardStream.output.write(
        EDIDDocument(connector, edid).rendered(on: .of(.output)))
    }
  }
}

extension EDID {
  /// The EDID in a few words.
  var words: String { "\(self) (\(Quantity.count(blockCount, "block")))" }

  /// What a driver made of an EDID, in words; nil where it kept every byte.
  ///
  /// Those of HDMI sockets may put the socket's own physical address into it.
  func changes(from wanted: EDID) -> String? {
    guard self != wanted else { return nil }
    guard bytes.count == wanted.bytes.count else {
      return "the driver kept \(bytes.count) of \(wanted.bytes.count) bytes"
    }
    let count = zip(bytes, wanted.bytes).count { $0 != $1 }
    return "the driver changed \(Quantity.count(count, "byte")) of it"
  }
}
