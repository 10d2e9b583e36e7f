/// Finds the mark that ends a stream, without which the stream is not whole.
///
/// The guest appends the mark when the command and all that write to the stream have ended; a write
/// into the guest's port returns before the host has the bytes, so nothing else proves that they all
/// came. The mark is random and different in each run.
struct EndMark {
  let bytes: [UInt8]
  private var held: [UInt8] = []
  private(set) var isFound = false

  init(_ text: String) { bytes = Array(text.utf8) }

  /// A mark that no output contains by accident.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return "end-" + String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
  }

  /// Takes in what has come and gives what is certainly output.
  ///
  /// Bytes that may be the beginning of the mark are held until what follows decides.
  mutating func pass(_ chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let all = held.isEmpty ? chunk : ArraySlice(held + chunk)
    var length = min(bytes.count, all.count)
    while length > 0 && !all.suffix(length).elementsEqual(bytes.prefix(length)) { length -= 1 }
    isFound = length == bytes.count
    held = Array(all.suffix(length))
    return all.dropLast(length)
  }

  /// What was held and was no mark, because the stream broke off.
  mutating func rest() -> ArraySlice<UInt8> {
    defer { held = [] }
    return isFound ? [] : held[...]
  }
}
