import ArgumentParser
import V4L2

/// `vidctl devices`.
struct Devices: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "Lists video devices and what each of their nodes can do.",
    discussion: """
      Nodes are grouped by the device they belong to. The identities under a device's name work \
      wherever a DEVICE is asked for, and unlike node numbers they survive replugging.

        vidctl devices
        vidctl devices --json | jq -r '.devices[].nodes[].path'

      A node that cannot be opened is listed with the reason. A machine without devices is no error.
      """)

  @OptionGroup var json: JSONOption

  func run() throws {
    let document = DevicesDocument(of: DeviceDirectory())
    if json.isWanted {
      try JSONDocument.write(document)
    } else if !document.devices.isEmpty {
      try StandardStream.output.write(document.rendered(on: .of(.output)))
    }
    if document.devices.isEmpty {
      StandardStream.tell(
        "no video devices on this machine; connect a camera, "
          + "or run 'vidctl vm run -- vidctl devices' to see some in a virtual machine")
    }
  }
}

extension DevicesDocument {
  /// The devices, each with its identities and a table of its nodes.
  func rendered(on canvas: Canvas) -> String {
    devices.map { $0.rendered(on: canvas) }.joined(separator: "\n")
  }
}

extension DevicesDocument.Entry {
  func rendered(on canvas: Canvas) -> String {
    var text = Styled(name, .bold).rendered(colored: canvas.isColored) + "\n"
    let facts = [driver, usb.map { "usb \($0.reference)" }, busInfo].compactMap { $0 }
    if !facts.isEmpty {
      let line = Styled(facts.joined(separator: "  "), .dim)
      text += "  " + line.rendered(colored: canvas.isColored) + "\n"
    }
    var table = Table(indent: 2)
    for node in nodes {
      table.add([Styled(node.path, .name), Styled(label(node)), node.abilities])
      for link in node.byID + node.byPath {
        table.add(["", "", Styled(link, .dim)])
      }
    }
    return text + table.rendered(on: canvas)
  }

  /// A node's name where it says more than the device's.
  private func label(_ node: DevicesDocument.Node) -> String {
    node.name == name ? "" : node.name
  }
}

extension DevicesDocument.USB {
  /// As a DEVICE is written.
  var reference: String {
    "\(vendor):\(product)" + (serial.map { ":\($0)" } ?? "")
  }
}

extension DevicesDocument.Node {
  /// What the node can do, or why it could not be asked.
  var abilities: Styled {
    if let error { return Styled("cannot open: \(error)", .bad) }
    let extras = Self.extras.filter { capabilities?.contains($0) == true }
    let names = (queues ?? []).map { "\($0)" } + extras
    return names.isEmpty
      ? Styled("nothing this tool knows", .dim) : Styled(names.joined(separator: ", "))
  }

  /// Abilities beside the queues that are worth a word in a list.
  private static let extras = ["tuner", "modulator", "audio", "radio", "rdsCapture", "touch"]
}
