/// An archive in the format the kernel unpacks as its first root file system.
///
/// The format is the one that `cpio -H newc` writes: a header of 13 hexadecimal numbers a file, name
/// and content each padded to four bytes, and a closing entry. Archives may be joined end to end.
struct CPIOArchive {
  private(set) var bytes: [UInt8] = []
  private var inode: UInt32 = 1

  mutating func addDirectory(_ name: String) { add(name, mode: 0o040755, content: []) }

  mutating func addFile(_ name: String, _ content: [UInt8], executable: Bool = false) {
    add(name, mode: executable ? 0o100755 : 0o100644, content: content)
  }

  mutating func addFile(_ name: String, _ text: String, executable: Bool = false) {
    addFile(name, Array(text.utf8), executable: executable)
  }

  /// Adds a character device node; `/dev/console` must exist before anything is mounted.
  mutating func addCharacterDevice(_ name: String, major: UInt32, minor: UInt32) {
    add(name, mode: 0o020600, content: [], major: major, minor: minor)
  }

  /// Writes the closing entry and gives the archive, padded so that another may follow.
  consuming func finished() -> [UInt8] {
    inode = 0
    add("TRAILER!!!", mode: 0, content: [])
    while bytes.count % 512 != 0 { bytes.append(0) }
    return bytes
  }

  private mutating func add(
    _ name: String, mode: UInt32, content: [UInt8], major: UInt32 = 0, minor: UInt32 = 0
  ) {
    let nameBytes = Array(name.utf8) + [0]
    let fields: [UInt32] = [
      inode, mode, 0, 0, 1, 0, UInt32(content.count), 0, 0, major, minor,
      UInt32(nameBytes.count), 0,
    ]
    bytes.append(contentsOf: "070701".utf8)
    for field in fields {
      let digits = String(field, radix: 16, uppercase: true)
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 8 - digits.utf8.count))
      bytes.append(contentsOf: digits.utf8)
    }
    bytes.append(contentsOf: nameBytes)
    pad()
    bytes.append(contentsOf: content)
    pad()
    inode += 1
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}
