import SystemPackage
import Testing

@testable import VirtualMachine

@Suite struct `The parts of a boot` {
  private let command = QEMUCommand(
    kernel: "/k/vmlinux", initramfs: "/t/initramfs", sockets: "/t", shares: ["/home/a,b"],
    accelerator: .tcg, memoryMegabytes: 512, cpus: 2, icountShift: nil, showsConsole: false,
    extra: ["-device", "cirrus-vga"])

  private func values(of option: String, in words: [String]) -> [String] {
    words.indices.dropLast().filter { words[$0] == option }.map { words[$0 + 1] }
  }

  @Test func `the root of the host is read-only, a share is not`() {
    let file = values(of: "-fsdev", in: command.arguments)
    #expect(file.count == 2)
    #expect(file[0].contains("path=/,") && file[0].contains("readonly=on"))
    #expect(file[1].contains("path=/home/a,,b,") && !file[1].contains("readonly"))
  }

  @Test func `a panic ends the machine, and further arguments come last`() {
    #expect(command.arguments.contains("-no-reboot"))
    #expect(values(of: "-append", in: command.arguments)[0].contains("panic=-1"))
    #expect(command.arguments.suffix(2) == ["-device", "cirrus-vga"])
    #expect(values(of: "-m", in: command.arguments) == ["512"])
  }

  @Test func `counted instructions are emulated`() {
    var counted = command
    counted.icountShift = 2
    #expect(values(of: "-icount", in: counted.arguments) == ["shift=2,sleep=on"])
    #expect(values(of: "-accel", in: counted.arguments)[0].hasPrefix("tcg"))
  }

  @Test func `each stream has a socket and a named port`() {
    let sockets = values(of: "-chardev", in: command.arguments)
    #expect(sockets.map { $0.split(separator: ",")[1] } == QEMUCommand.streams.map { "id=\($0)" })
    let ports = values(of: "-device", in: command.arguments).filter { $0.contains("serialport") }
    #expect(ports.count == 3)
    #expect(ports[0].hasSuffix("name=control"))
  }

  @Test func `an archive has headers, padding and an end`() {
    var archive = CPIOArchive()
    archive.addDirectory("dev")
    archive.addFile("init", "abcde", executable: true)
    let bytes = archive.finished()
    #expect(bytes.count % 512 == 0)
    let text = String(decoding: bytes, as: UTF8.self)
    // Inode 1, a folder of mode 755, with a name of four bytes.
    #expect(text.hasPrefix("07070100000001000041ED"))
    // Inode 2, an executable file of five bytes.
    #expect(text.contains("07070100000002000081ED"))
    #expect(text.contains("init\0\0abcde\0\0\0070701"))
    #expect(text.contains("TRAILER!!!"))
    for part in text.split(separator: "070701").dropLast() {
      #expect((part.utf8.count + 6) % 4 == 0)
    }
  }

  @Test func `cpio reads the archive`() async throws {
    let tool = try #require(HostTools.find("cpio"), "cpio is not installed")
    var archive = CPIOArchive()
    archive.addDirectory("a")
    archive.addFile("a/b c", "hello")
    let folder = try Files.makeTemporaryDirectory(in: "/tmp", prefix: "cpio-test-")
    defer { Files.removeTree(folder) }
    try Files.write(archive.finished(), to: folder.appending("x.cpio"))
    let output = try await HostTools.run(
      tool, ["-i", "-d", "--quiet", "-F", "x.cpio"], in: folder)
    #expect(output.status == 0)
    #expect(try Files.readText(folder.appending("a").appending("b c")) == "hello")
  }

  @Test func `modules come after what they need, once, and built-in ones not at all`() {
    let index = ModuleIndex(
      dependencies: """
        fs/9p/9p.ko.xz: net/9p/9pnet.ko.xz fs/netfs/netfs.ko.xz
        net/9p/9pnet.ko.xz: fs/netfs/netfs.ko.xz
        fs/netfs/netfs.ko.xz:
        net/9p/9pnet_virtio.ko.xz: net/9p/9pnet.ko.xz fs/netfs/netfs.ko.xz
        media/snd-usb-audio.ko:
        """, builtIn: "kernel/drivers/char/virtio_console.ko\n")
    #expect(
      index.files(for: ["virtio_console", "9pnet_virtio", "9p", "nothing"]) == [
        "fs/netfs/netfs.ko.xz", "net/9p/9pnet.ko.xz", "net/9p/9pnet_virtio.ko.xz",
        "fs/9p/9p.ko.xz",
      ])
    #expect(index.contains("virtio-console"))
    #expect(index.contains("snd_usb_audio") && index.contains("snd-usb-audio"))
    #expect(!index.contains("vivid"))
  }

  @Test func `the payload of an image is found by its header`() {
    var image = [UInt8](repeating: 0, count: 4096)
    image[0x1F1] = 3
    image.replaceSubrange(0x202..<0x206, with: "HdrS".utf8)
    image[0x248] = 0x10
    image[0x24C] = 0x40
    #expect(KernelImage.payload(of: image) == 0x810..<0x850)
    image.replaceSubrange(0x810..<0x814, with: [0x28, 0xB5, 0x2F, 0xFD])
    #expect(KernelImage.packing(of: image[0x810..<0x850]) == .zstd)
    // A length beyond the file is damage, not a place to read.
    image[0x24E] = 0xFF
    #expect(KernelImage.payload(of: image) == nil)
    #expect(KernelImage.payload(of: [1, 2, 3]) == nil)
  }

  @Test func `a signature is cut off, and nothing else`() {
    let signed =
      Array("MODULE".utf8) + [9, 9, 9] + [UInt8](repeating: 0, count: 8) + [0, 0, 0, 3]
      + Array("~Module signature appended~\n".utf8)
    #expect(Initramfs.withoutSignature(signed) == Array("MODULE".utf8))
    #expect(Initramfs.withoutSignature(Array("MODULE".utf8)) == Array("MODULE".utf8))
    // A length beyond the file is damage: the kernel shall say so.
    var damaged = signed
    damaged[17] = 0xFF
    #expect(Initramfs.withoutSignature(damaged) == damaged)
  }

  @Test func `words survive a shell`() async throws {
    let words = ["plain", "two words", "it's", "$HOME `x` \"y\" \\", "", "a\nb"]
    let shell = try HostTools.require("sh", package: "dash")
    let script = "printf '%s|' " + words.map(GuestScripts.quote).joined(separator: " ")
    let output = try await HostTools.run(shell, ["-c", script])
    #expect(output.text == words.joined(separator: "|") + "|")
  }

  @Test func `the guest's scripts parse`() async throws {
    let shell = try HostTools.require("sh", package: "dash")
    let settings = GuestScripts.settings(
      shares: ["/it's here"], modules: [["vivid", "n_devs=2"]], modprobe: "/sbin/modprobe",
      modulesRoot: "/k", keepRun: false, joined: true, mark: "end")
    let job = GuestScripts.job(
      command: ["echo", "a b"], folder: "/tmp", environment: [("A", "b c")], env: "/usr/bin/env")
    for script in [GuestScripts.firstStage, GuestScripts.secondStage, settings, job] {
      let output = try await HostTools.run(shell, ["-n", "-c", script])
      #expect(output.status == 0, "\(output.errors)")
    }
    #expect(job.contains("-i 'A=b c' 'echo' 'a b'"))
  }

  @Test(arguments: [
    ("-device cirrus-vga", ["-device", "cirrus-vga"]), ("", []), ("  a  ", ["a"]),
    ("-append 'a b' \"c d\"", ["-append", "a b", "c d"]), (#"a\ b "\"" ''"#, ["a b", "\"", ""]),
  ])
  func `arguments are split as a shell splits them`(text: String, words: [String]) {
    #expect(ShellWords.split(text) == words)
  }

  @Test func `an open quote is no list of words`() {
    #expect(ShellWords.split("-append 'a b") == nil)
    #expect(ShellWords.split("a\\") == nil)
  }
}
