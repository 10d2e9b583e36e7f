import Negotiation
import Testing
import VideoFormats

/// The text grammar: what it reads, what it writes, and what it says of nonsense.
@Suite struct GrammarTests {
  @Test(
    arguments: [
      ("", ""),
      ("1280x720", "1280x720"),
      ("1280x720@30", "1280x720 fps=30"),
      ("1280X720 @ 29.97", "1280x720 fps=29.97"),
      ("@30000/1001", "fps=30000/1001"),
      ("1280x720@30 or better", "size>=1280x720 fps>=30"),
      ("1280x720 or less", "size<=1280x720"),
      ("1280x720@30 or nearest", "~1280x720 fps~30"),
      ("1280x720@30 or better, else nearest", "size>=1280x720 fps>=30 else nearest"),
      ("~1280x720@30", "~1280x720 fps~30"),
      ("NV12|yuyv|MJPEG", "format=NV12|YUYV|MJPG"),
      ("fourcc=V4L2_PIX_FMT_Y16_BE", "format=0xa0363159"),
      ("format~NV12", "format~NV12"),
      ("raw", "raw"), ("uncompressed", "raw"), ("~compressed", "~compressed"),
      ("width>=1280,height<=720", "width>=1280 height<=720"),
      ("w=640 h~480", "width=640 height~480"),
      ("width >= 1280", "width>=1280"),
      ("size~640x480", "~640x480"),
      ("aspect=32:18", "aspect=16:9"), ("aspect~4:3", "aspect~4:3"),
      ("fps>=29.970", "fps>=29.97"), ("rate==25", "fps=25"),
      ("interval<=1/30", "fps>=30/1"), ("interval=1001/30000", "fps=30000/1001"),
      (
        "color=rec709 range=full transfer=srgb encoding=bt601",
        "color=rec709 range=full transfer=srgb encoding=bt601"
      ),
      ("progressive", "field=none"), ("field~interlaced-tb", "field~interlaced-tb"),
      ("memory=dmabuf|mmap", "memory=dmabuf|mmap"),
      ("planes<=2 stride%64", "planes<=2 stride%64"),
      ("bandwidth<=60MB/s", "bandwidth<=60MB/s"), ("bandwidth<=1.5MB", "bandwidth<=1500kB/s"),
      ("~fps>=30", "~fps>=30"), ("~bandwidth<=1GB/s", "~bandwidth<=1GB/s"),
      (
        "YUYV 640x480@30 else MJPG 1920x1080 else nearest",
        "format=YUYV 640x480 fps=30 else format=MJPG 1920x1080 else nearest"
      ),
      ("format=0x34363248", "format=H264"),
    ] as [(String, String)])
  func `a text is read, and written so that it is read as the same`(
    _ text: String, _ canonical: String
  ) throws {
    let constraints = try Constraints(text)
    #expect(constraints.description == canonical)
    #expect(try Constraints(constraints.description) == constraints)
  }

  @Test(
    arguments: [
      ("0x480", 1, "'0x480' is empty; a side has at least one pixel"),
      ("640x0", 1, "'640x0' is empty; a side has at least one pixel"),
      ("-640x480", 1, "'-640x480' is no size; write WIDTHxHEIGHT, such as 1280x720"),
      ("YUYV 640*480", 6, "'640*480' is no size; write WIDTHxHEIGHT, such as 1280x720"),
      ("640x480x2", 1, "'640x480x2' is no size; write WIDTHxHEIGHT, such as 1280x720"),
      (
        "99999999999999999999x1", 1,
        "'99999999999999999999x1' is larger than any picture; a side has at most 1000000 pixels"
      ),
      ("width=-1", 7, "'-1' is no number of pixels; write one such as 1280"),
      ("640x480@0", 9, "'0' is no rate; write frames a second above 0: 30, 29.97 or 30000/1001"),
      ("fps=1/0", 5, "'1/0' is no rate; write frames a second above 0: 30, 29.97 or 30000/1001"),
      ("fps=0/1", 5, "'0/1' is no rate; write frames a second above 0: 30, 29.97 or 30000/1001"),
      (
        "interval=0/30", 10,
        "'0/30' is no interval; write seconds above 0 as a fraction, such as 1/30 or 1001/30000"
      ),
      ("@", 2, "a rate must follow '@', such as @30 or @30000/1001"),
      ("YUY", 1, "'YUY' is neither a format nor a word of the grammar; did you mean YUYV, VYUY?"),
      (
        "format=MJPGX", 8,
        "'MJPGX' is neither a format nor a word of the grammar; did you mean MJPG?"
      ),
      ("hei", 1, "'hei' is neither a format nor a word of the grammar; did you mean height?"),
      ("NV12|", 6, "a name must follow '|', as in NV12|YUYV"),
      ("NV12|nv12", 6, "'nv12' is in the list already"),
      (
        "width", 6,
        "'width' needs a sign and a value, as in width=1280 or width>=1280 or width<=1280 or width~1280"
      ),
      (
        "width>1280", 6,
        "'width' can't be asked with '>'; write width=1280 or width>=1280 or width<=1280 or width~1280"
      ),
      ("bandwidth=60MB/s", 10, "'bandwidth' can't be asked with '='; write bandwidth<=60MB/s"),
      (
        "bandwidth<=60", 12,
        "'60' is no bandwidth; write a number and B/s, kB/s, MB/s or GB/s, such as 60MB/s"
      ),
      (
        "bandwidth<=60Mb/s", 12,
        "'60Mb/s' is no bandwidth; write a number and B/s, kB/s, MB/s or GB/s, such as 60MB/s"
      ),
      ("bandwidth<=0MB/s", 12, "a bandwidth of 0 lets nothing through"),
      (
        "width>=", 8,
        "'width>=' needs a value, as in width=1280 or width>=1280 or width<=1280 or width~1280"
      ),
      ("=1280", 1, "'=' needs a name before it, such as width or fps"),
      ("~", 2, "something must follow '~', such as ~1280x720"),
      ("nearest", 1, "'nearest' belongs behind a size or a rate, as in '1280x720@30 or better'"),
      ("1280x720 or", 12, "'or' goes on with better, less or nearest"),
      ("1280x720 or bigger", 13, "'or' goes on with better, less or nearest"),
      ("else YUYV", 1, "'else' needs something before it that may fail"),
      ("YUYV else", 10, "'else' needs something after it"),
      (
        "YUYV else nearest MJPG", 19,
        "nothing can follow 'else nearest', which takes whatever there is"
      ),
      ("aspect=16x9", 8, "'16x9' is no shape; write WIDTH:HEIGHT, such as 16:9"),
      ("planes=0", 8, "'0' is no number of memory planes; a picture has 1 to 8"),
      ("stride%0", 8, "'0' is no alignment; write bytes from 1 to 65536, such as stride%64"),
      ("memory=disk", 8, "'disk' is no memory type; there are mmap, userptr, dmabuf, read"),
      ("range=some", 7, "'some' is no range; there are full, limited"),
      (
        "a\u{1b}[2J", 1,
        "'a\u{1b}[2J' is neither a format nor a word of the grammar; formats are named as 'vidctl formats' lists them, such as YUYV or MJPG"
      ),
    ] as [(String, Int, String)])
  func `nonsense is told with its column`(_ text: String, _ column: Int, _ message: String) {
    #expect(throws: GrammarError(text: text, column: column, message: message)) {
      try Constraints(text)
    }
  }

  @Test(
    arguments: [
      ("width>=1280 width<=640", 13, "'width<=640' and 'width>=1280' exclude each other"),
      ("1280x720 height=1080", 10, "'height=1080' and '1280x720' exclude each other"),
      ("640x480 size>=1280x720", 9, "'size>=1280x720' and '640x480' exclude each other"),
      ("raw compressed", 5, "'compressed' and 'raw' exclude each other"),
      ("MJPG raw", 6, "'raw' and 'format=MJPG' exclude each other"),
      ("YUYV NV12", 6, "'format=NV12' and 'format=YUYV' exclude each other"),
      ("fps=30 fps<=15", 8, "'fps<=15' and 'fps=30' exclude each other"),
      ("field=none field=top", 12, "'field=top' and 'field=none' exclude each other"),
      ("compressed stride%64", 12, "'stride%64' and 'compressed' exclude each other"),
      ("memory=mmap memory=dmabuf", 13, "'memory=dmabuf' and 'memory=mmap' exclude each other"),
      ("planes=1 planes=2", 10, "'planes=2' and 'planes=1' exclude each other"),
    ] as [(String, Int, String)])
  func `contradictions are found before any device is asked`(
    _ text: String, _ column: Int, _ message: String
  ) {
    #expect(throws: GrammarError(text: text, column: column, message: message)) {
      try Constraints(text)
    }
  }

  @Test(arguments: [
    "width>=640 width<=1280", "fps>=25 fps<=30", "fps=30 fps=29.97", "NV12|YUYV YUYV", "~raw MJPG",
    "size>=640x480 size<=640x480", "YUYV else NV12", "planes>=1 planes<=2",
  ])
  func `what can be met together is no contradiction`(_ text: String) throws {
    _ = try Constraints(text)
  }

  @Test func `a driver's own formats can be named`() throws {
    let own = try #require(PixelFormat(fourcc: "qQ7z"))
    #expect(throws: GrammarError.self) { try Constraints("qQ7z") }
    #expect(try Constraints("qQ7z", offered: [own]).description == "format=qQ7z")
  }

  @Test func `whatever is typed is read or refused, never worse`() {
    let pieces = [
      "1280x720", "@", "30", "or", "better", "else", "nearest", "~", "=", ">=", "|", "NV12",
      "width",
      "%", ",", " ", "\u{0}", "é", "🎥", "x", "-", "/", ":", "bandwidth", "<=", "1e9MB/s", "0",
      "raw",
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<1500 {
      let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in pieces.randomElement() ?? ""
      }
      .joined(separator: Bool.random() ? " " : "")
      do throws(GrammarError) {
        let constraints = try Constraints(text)
        #expect(try Constraints(constraints.description) == constraints, "\(text)")
      } catch {
        #expect((1...text.count + 1).contains(error.column), "\(text)")
      }
    }
  }
}
