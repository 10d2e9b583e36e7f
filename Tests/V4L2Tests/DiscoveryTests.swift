import Glibc
import SystemIO
import SystemPackage
import Testing

@testable import V4L2

/// A folder that looks like `/sys` and `/dev` of some machine.
private struct Machine: ~Copyable {
  let root: String
  var directory: DeviceDirectory { DeviceDirectory(sysfs: root + "/sys", devfs: root + "/dev") }

  init() throws {
    var template = Array("/tmp/discovery-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    try #require(made)
    let made2 = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    root = try #require(FileTree.realPath(made2))
  }

  deinit { Self.remove(root) }

  private static func remove(_ path: String) {
    // Links are not followed, and what is no folder has no names.
    if FileTree.link(path) == nil {
      for name in FileTree.names(in: path) { remove("\(path)/\(name)") }
    }
    _ = unsafe Glibc.remove(path)
  }

  /// Writes a file, with the folders above it.
  func file(_ path: String, _ text: String) throws {
    folder(path.split(separator: "/").dropLast().joined(separator: "/"))
    let stream = unsafe fopen("\(root)/\(path)", "w")
    try unsafe #require(stream != nil)
    _ = unsafe fputs(text, stream)
    _ = unsafe fclose(stream)
  }

  func folder(_ path: String) {
    var whole = root
    for part in path.split(separator: "/") {
      whole += "/" + part
      _ = unsafe mkdir(whole, 0o755)
    }
  }

  func link(_ path: String, to target: String) {
    folder(path.split(separator: "/").dropLast().joined(separator: "/"))
    _ = unsafe symlink(target, "\(root)/\(path)")
  }

  /// A node of a device, as the kernel lays it out; `parent` nil for a node without one.
  func node(_ name: String, index: Int, title: String, parent: String?) throws {
    let home = parent ?? "virtual"
    let place = "sys/devices/\(home)/video4linux/\(name)"
    let minor = name.drop { !$0.isNumber }
    try file("\(place)/dev", "81:\(minor)\n")
    try file("\(place)/name", title + "\n")
    try file("\(place)/index", "\(index)\n")
    if parent != nil { link("\(place)/device", to: "../..") }
    link("sys/class/video4linux/\(name)", to: "\(root)/\(place)")
    try file("dev/\(name)", "")
  }

  func usb(_ port: String, product: String, serial: String?) throws {
    let place = "sys/devices/pci0000:00/0000:00:14.0/usb1/\(port)"
    try file("\(place)/idVendor", "046d\n")
    try file("\(place)/idProduct", "0892\n")
    try file("\(place)/product", product + "\n")
    if let serial { try file("\(place)/serial", serial + "\n") }
  }

  static func interface(_ port: String) -> String {
    "pci0000:00/0000:00:14.0/usb1/\(port)/\(port):1.0"
  }
}

@Suite struct DiscoveryTests {
  /// A webcam with two nodes, a capture card, vivid, and a node without a parent.
  private func machine() throws -> Machine {
    let machine = try Machine()
    try machine.usb("1-1", product: "HD Pro Webcam", serial: "AB12")
    try machine.node(
      "video10", index: 1, title: "HD Pro Webcam: Metadata", parent: Machine.interface("1-1"))
    try machine.node(
      "video2", index: 0, title: "HD Pro Webcam: Video", parent: Machine.interface("1-1"))
    try machine.node(
      "video3", index: 0, title: "Grabber 300", parent: "pci0000:00/0000:03:00.0")
    try machine.node("vbi0", index: 1, title: "Grabber 300 vbi", parent: "pci0000:00/0000:03:00.0")
    try machine.node(
      "video4", index: 0, title: "vivid-000-vid-cap", parent: "platform/vivid.0")
    try machine.node("video5", index: 0, title: "Loopback", parent: nil)
    machine.link("dev/v4l/by-id/usb-046d_HD_Pro-video-index0", to: "../../video2")
    machine.link("dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0", to: "../../video2")
    // A node that vanished while it was read: its entry is there and its files are not.
    machine.folder("sys/class/video4linux/video9")
    return machine
  }

  @Test func `nodes are grouped by the hardware they belong to`() throws {
    let machine = try machine()
    let devices = machine.directory.devices()
    #expect(
      devices.map { $0.nodes.map { $0.path.split(separator: "/").last ?? "" } } == [
        ["vbi0", "video3"], ["video2", "video10"], ["video4"], ["video5"],
      ])
    #expect(
      devices.map(\.name) == [
        "Grabber 300 vbi", "HD Pro Webcam", "vivid-000-vid-cap", "Loopback",
      ])
  }

  @Test func `a USB device has the identity of its device, not of its interface`() throws {
    let machine = try machine()
    let webcam = try #require(machine.directory.devices().first { $0.usb != nil })
    #expect(webcam.usb?.description == "046d:0892:AB12")
    #expect(webcam.sysfsPath.hasSuffix("/usb1/1-1"))
    let node = try #require(webcam.nodes.first)
    #expect(node.index == 0)
    #expect(node.name == "HD Pro Webcam: Video")
    #expect(
      node.links.map { $0.split(separator: "/").last ?? "" } == [
        "usb-046d_HD_Pro-video-index0", "pci-0000:00:14.0-usb-0:1:1.0-video-index0",
      ])
    #expect(machine.directory.devices().filter { $0.usb != nil }.count == 1)
  }

  @Test(arguments: [
    ("/dev/video7", "/dev/video7"), ("./video7", "./video7"), ("0", "/dev/video0"),
    ("12", "/dev/video12"), ("video10", "video10"), ("046d:0892", "video2"),
    ("046D:0892", "video2"), ("usb:046d:0892", "video2"), ("046d:0892:AB12", "video2"),
    ("usb-046d_HD_Pro-video-index0", "video2"),
    ("pci-0000:00:14.0-usb-0:1:1.0-video-index0", "video2"), ("HD Pro Webcam", "video2"),
    ("Grabber 300", "video3"), ("vivid-000-vid-cap", "video4"), ("Loopback", "video5"),
  ])
  func `a reference names a node`(_ reference: String, _ expected: String) throws {
    let machine = try machine()
    let path = try DeviceReference(reference).resolve(in: machine.directory)
    #expect(path == expected || path == "\(machine.root)/dev/\(expected)")
  }

  @Test(arguments: ["", "webcam", "046d:0893", "046d", "046d:0892:AB13", "046d:0892:", "video99"])
  func `a reference to nothing says so`(_ reference: String) throws {
    let machine = try machine()
    let directory = machine.directory
    let error = #expect(throws: V4L2Error.self) {
      _ = try DeviceReference(reference).resolve(in: directory)
    }
    #expect(error?.reason == .noSuchDevice)
    #expect(error?.description.contains("no such video device") == true)
  }

  @Test func `a reference to two devices names both, and the serial number tells them apart`()
    throws
  {
    let machine = try machine()
    try machine.usb("1-2", product: "HD Pro Webcam", serial: "CD34")
    try machine.node(
      "video20", index: 0, title: "HD Pro Webcam: Video", parent: Machine.interface("1-2"))
    let directory = machine.directory
    for reference in ["046d:0892", "HD Pro Webcam"] {
      let error = #expect(throws: V4L2Error.self) {
        _ = try DeviceReference(reference).resolve(in: directory)
      }
      #expect(
        error?.reason
          == .ambiguous(["\(machine.root)/dev/video2", "\(machine.root)/dev/video20"]))
    }
    let path = try DeviceReference("046d:0892:CD34").resolve(in: directory)
    #expect(path == "\(machine.root)/dev/video20")
  }

  @Test func `a machine without video devices has none`() throws {
    let machine = try Machine()
    #expect(machine.directory.devices().isEmpty)
  }
}

@Suite struct OpeningTests {
  @Test(arguments: ["/dev/null", "/dev/zero"])
  func `a node of another kind is no video device`(_ path: String) {
    let error = #expect(throws: V4L2Error.self) { _ = try Device(path: path) }
    #expect(error?.reason == .notVideoDevice)
    #expect(error?.description.contains("not a V4L2 video device") == true)
  }

  @Test func `a folder cannot be opened, and the error says what happened`() {
    let error = #expect(throws: V4L2Error.self) { _ = try Device(path: "/dev") }
    #expect(error?.operation == "open")
    #expect(error?.errno == .isDirectory)
  }

  @Test func `a node that is not there is no such device`() {
    let error = #expect(throws: V4L2Error.self) { _ = try Device(path: "/dev/video-none") }
    #expect(error?.description.hasPrefix("/dev/video-none: no such video device;") == true)
    #expect(error?.isDeviceLost == false)
  }
}
