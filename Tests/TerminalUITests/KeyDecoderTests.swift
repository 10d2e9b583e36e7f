import TerminalUI
import Testing

/// What terminals send, as keys.
@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    let keys = decoder.feed(Array(text.utf8))
    return keys + decoder.timeOut()
  }

  static let sequences: [(String, Key)] = [
    ("a", .character("a")), ("é", .character("é")), ("カ", .character("カ")), ("📷", .character("📷")),
    ("e\u{301}", .character("e\u{301}")), (" ", .character(" ")), ("\r", .enter), ("\n", .enter),
    ("\t", .tab), ("\u{7f}", .backspace), ("\u{8}", .backspace), ("\u{3}", .control("c")),
    ("\u{0}", .control(" ")), ("\u{1a}", .control("z")), ("\u{1c}", .control("\\")),
    ("\u{1b}", .escape), ("\u{1b}x", .alt("x")), ("\u{1b}é", .alt("é")), ("\u{1b}[", .alt("[")),
    ("\u{1b}O", .alt("O")), ("\u{1b}]", .alt("]")), ("\u{1b}P", .alt("P")),
    // xterm, in both modes, and with modifiers.
    ("\u{1b}[A", .up), ("\u{1b}OA", .up), ("\u{1b}[1;5A", .up), ("\u{1b}[B", .down),
    ("\u{1b}OC", .right), ("\u{1b}[1;2D", .left), ("\u{1b}[H", .home), ("\u{1b}OF", .end),
    ("\u{1b}[Z", .backTab), ("\u{1b}[2~", .insert), ("\u{1b}[3~", .delete),
    ("\u{1b}[3;5~", .delete),
    ("\u{1b}[5~", .pageUp), ("\u{1b}[6~", .pageDown), ("\u{1b}OP", .function(1)),
    ("\u{1b}[1;2P", .function(1)), ("\u{1b}OS", .function(4)), ("\u{1b}[15~", .function(5)),
    ("\u{1b}[17~", .function(6)), ("\u{1b}[21~", .function(10)), ("\u{1b}[23~", .function(11)),
    ("\u{1b}[24~", .function(12)), ("\u{1b}[34~", .function(20)), ("\u{1b}O5C", .right),
    // tmux and screen, the Linux console, rxvt.
    ("\u{1b}[1~", .home), ("\u{1b}[4~", .end), ("\u{1b}[[A", .function(1)),
    ("\u{1b}[[E", .function(5)), ("\u{1b}[7~", .home), ("\u{1b}[8~", .end), ("\u{1b}[a", .up),
    ("\u{1b}Ob", .down), ("\u{1b}[3$", .delete), ("\u{1b}[5^", .pageUp),
    ("\u{1b}[11~", .function(1)),
    ("\u{1b}\u{1b}[A", .up), ("\u{1b}\u{1b}OD", .left),
    // The keypad, and keys that say what they are.
    ("\u{1b}OM", .enter), ("\u{1b}Oq", .character("1")), ("\u{1b}Ok", .character("+")),
    ("\u{1b}[97;5u", .control("a")), ("\u{1b}[97;3u", .alt("a")), ("\u{1b}[27u", .escape),
    ("\u{1b}[27;5;113~", .control("q")), ("\u{1b}[9;2u", .backTab),
  ]

  @Test func `every sequence is its key, in one piece and in any pieces`() {
    for (text, key) in Self.sequences {
      #expect(keys(text) == [key], "\(text.debugDescription)")
      // Decomposed characters are two keys when they come apart; that is nobody's fault.
      guard text != "e\u{301}" else { continue }
      let bytes = Array(text.utf8)
      for cut in 1..<max(1, bytes.count) {
        var decoder = KeyDecoder()
        let parts = decoder.feed(Array(bytes[..<cut])) + decoder.feed(Array(bytes[cut...]))
        #expect(parts + decoder.timeOut() == [key], "\(text.debugDescription) cut at \(cut)")
      }
    }
  }

  @Test func `keys that come together are told apart`() {
    #expect(keys("ab\u{1b}[Ac") == [.character("a"), .character("b"), .up, .character("c")])
    #expect(keys("\u{1b}[A\u{1b}[B\u{1b}") == [.up, .down, .escape])
    #expect(keys("\u{1b}\u{1b}") == [.escape, .escape])
    #expect(keys("\u{1b}\u{1b}a") == [.escape, .alt("a")])
    #expect(keys("\u{1b}[1\u{3}q") == [.control("c"), .character("q")])
    #expect(keys("\u{1b}[1\u{1b}[A") == [.up])
  }

  @Test(arguments: [
    "\u{1b}[?2026;2$y", "\u{1b}[4;2$y", "\u{1b}[24;80R", "\u{1b}[I", "\u{1b}[<0;12;33M",
    "\u{1b}[M !!", "\u{1b}]11;rgb:0000/0000/0000\u{7}", "\u{1b}P>|XTerm(379)\u{1b}\\",
    "\u{1b}_Gi=1;OK\u{1b}\\", "\u{1b}[?62;4c", "\u{1b}[99~", "\u{1b}[57358u", "\u{1b}Oz",
    "\u{1b}[ q", "\u{1b}[999999999999999999999~",
  ])
  func `what is no key is passed over whole`(_ text: String) {
    #expect(keys(text) == [])
    #expect(keys(text + "k") == [.character("k")])
  }

  @Test func `bytes that are no text are passed over`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0xff, 0xc0, 0x80, 0x61, 0xe2, 0x82]) == [.character("a")])
    #expect(decoder.isPending)
    #expect(decoder.feed([0xac]) == [.character("€")])
    #expect(!decoder.isPending)
    #expect(decoder.feed([0xc2, 0x9b, 0x41]) == [.character("A")])
    #expect(decoder.feed([0xe2, 0x41]) == [.character("A")])
    #expect(decoder.feed([0xf0, 0x9f]) == [] && decoder.timeOut() == [])
  }

  @Test func `a lone escape waits for company`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1b]) == [])
    #expect(decoder.isPending)
    #expect(decoder.timeOut() == [.escape])
    #expect(!decoder.isPending)
    #expect(decoder.timeOut() == [])
  }

  @Test func `a paste comes as characters`() {
    let pasted = keys("\u{1b}[200~a\r\tq\u{1b}[A\u{4}z\u{1b}[201~\r")
    #expect(
      pasted == [
        .character("a"), .character("\n"), .character("\t"), .character("q"), .character("z"),
        .enter,
      ])
    #expect(keys("\u{1b}[200~a\u{3}\r") == [.character("a"), .control("c"), .enter])
  }

  @Test func `any bytes in any pieces do no harm, and are used up`() {
    var random = SplitMix(state: 7)
    for _ in 0..<3000 {
      var decoder = KeyDecoder()
      let length = Int(random.next() % 60)
      let bytes = (0..<length).map { _ -> UInt8 in
        // Mostly what sequences are made of.
        let common: [UInt8] = [0x1b, 0x5b, 0x4f, 0x3b, 0x31, 0x7e, 0x24, 0x41, 0x50, 0x5c, 0x4d]
        return random.next() % 3 == 0
          ? UInt8(truncatingIfNeeded: random.next()) : common[Int(random.next() % 11)]
      }
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = rest.prefix(1 + Int(random.next() % 9))
        rest = rest.dropFirst(part.count)
        for key in decoder.feed(Array(part)) {
          if case .character(let character) = key {
            #expect(
              character.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" })
          }
        }
        if random.next() % 4 == 0 { _ = decoder.timeOut() }
      }
      _ = decoder.timeOut()
      #expect(!decoder.isPending)
      // Whatever came before, ctrl-C and what follows it are heard.
      #expect(decoder.feed([0x03]) == [.control("c")], "\(bytes)")
    }
  }

  @Test func `a sequence that never ends is given up`() {
    var decoder = KeyDecoder()
    _ = decoder.feed(Array("\u{1b}[".utf8) + Array(repeating: UInt8(ascii: "1"), count: 10_000))
    _ = decoder.timeOut()
    #expect(decoder.feed([0x61]) == [.character("a")])
  }
}

/// Numbers that look random and are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
