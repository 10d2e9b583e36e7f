import SystemPackage
import Testing
import VideoFormats

@testable import Imaging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite struct Writers {
  @Test("raw bytes are what the driver delivered, planes in order")
  func raw() throws {
    let folder = try TemporaryFolder()
    let painted = try paint("NM12", padding: 32)
    let total = try write(painted, to: folder.file("x.raw"), count: 3)
    let frame = painted.planes[0] + painted.planes[1]
    #expect(contents(of: folder.file("x.raw")) == frame + frame + frame)
    #expect(total == 3 * frame.count)
  }

  @Test("raw bytes of a short or empty payload are kept as they are")
  func rawShort() throws {
    let folder = try TemporaryFolder()
    var painted = try paint("YUYV")
    painted.planes[0].removeLast(100)
    try write(painted, to: folder.file("x.raw"))
    #expect(contents(of: folder.file("x.raw")) == painted.planes[0])
  }

  @Test("a Y4M stream has a header, and planes without padding in their own range")
  func y4m() throws {
    let folder = try TemporaryFolder()
    let cases: [(String, Colorimetry, String, Int)] = [
      ("NV12", Colorimetry(colorSpace: .smpte170M), "420jpeg XCOLORRANGE=LIMITED", 64 * 16 * 3 / 2),
      ("YUYV", Colorimetry(colorSpace: .rec709), "422 XCOLORRANGE=LIMITED", 64 * 16 * 2),
      ("YM24", Colorimetry(colorSpace: .jpeg), "444 XCOLORRANGE=FULL", 64 * 16 * 3),
      ("411P", Colorimetry(colorSpace: .smpte170M), "411 XCOLORRANGE=LIMITED", 64 * 16 * 3 / 2),
      ("YUV9", Colorimetry(colorSpace: .smpte170M), "420jpeg XCOLORRANGE=LIMITED", 64 * 16 * 3 / 2),
      ("GREY", Colorimetry(), "mono XCOLORRANGE=FULL", 64 * 16),
      ("RGB3", Colorimetry(colorSpace: .sRGB), "444 XCOLORRANGE=LIMITED", 64 * 16 * 3),
    ]
    for (code, colorimetry, color, size) in cases {
      let painted = try paint(code, padding: 32, colorimetry: colorimetry)
      let path = folder.file("\(code).y4m")
      let total = try write(painted, to: path, count: 2, interval: Interval(1001, 30000))
      let bytes = try #require(contents(of: path))
      let header = Array("YUV4MPEG2 W64 H16 F30000:1001 Ip A1:1 C\(color)\nFRAME\n".utf8)
      #expect(Array(bytes.prefix(header.count)) == header, "\(code)")
      #expect(bytes.count == header.count + size + 6 + size, "\(code)")
      #expect(total == bytes.count)
      // The first pixel is white, whose luma is known.
      let isFull = color.hasSuffix("FULL")
      #expect(bytes[header.count] == (isFull ? 255 : 235), "\(code)")
    }
  }

  @Test("Y4M tells how fields lie and leaves an unknown rate open")
  func y4mFields() throws {
    let folder = try TemporaryFolder()
    for (field, letter) in [
      (Field.interlacedTopBottom, "t"), (.interlacedBottomTop, "b"), (.interlaced, "?"),
      (.alternate, "p"), (.sequentialTopBottom, "t"),
    ] {
      let painted = try paint("YU12", field: field)
      try write(painted, to: folder.file("x.y4m"), interval: nil)
      let text = String(
        decoding: try #require(contents(of: folder.file("x.y4m"))).prefix(40), as: UTF8.self)
      #expect(text.hasPrefix("YUV4MPEG2 W64 H16 F0:0 I\(letter) A1:1 "), "\(text)")
    }
  }

  @Test("a pixmap holds the colours, a graymap the greys")
  func ppm() throws {
    let folder = try TemporaryFolder()
    try write(try paint("UYVY"), to: folder.file("x.ppm"))
    let color = try readPPM(try #require(contents(of: folder.file("x.ppm"))))
    #expect(color.channels == 3 && worstDifference(color.pixels) <= 3)
    try write(try paint("Y12 "), to: folder.file("x.pgm"))
    let grey = try readPPM(try #require(contents(of: folder.file("x.pgm"))))
    #expect(grey.channels == 1 && grey.pixels.bytes[0] == 255 && grey.pixels.bytes[40] == 0)
  }

  @Test("a still is replaced as a whole, and leaves nothing beside it")
  func replaces() throws {
    let folder = try TemporaryFolder()
    store([1, 2, 3], at: folder.file("x.ppm"))
    var painted = try paint("YUYV")
    painted.planes[0].removeLast()
    #expect(throws: ImagingError.self) { try write(painted, to: folder.file("x.ppm")) }
    #expect(contents(of: folder.file("x.ppm")) == [1, 2, 3])
    try write(try paint("YUYV"), to: folder.file("x.ppm"))
    #expect(contents(of: folder.file("x.ppm"))?.count == 64 * 16 * 3 + 13)
    #expect(folder.contents == ["x.ppm"])
  }

  @Test("a pattern makes a file for each frame, counted from 1")
  func patterns() throws {
    let folder = try TemporaryFolder()
    try write(try paint("YUYV"), to: folder.file("a%03d%%.ppm"), count: 3)
    try write(try paint("YUYV"), to: folder.file("b%d.raw"), count: 2)
    #expect(folder.contents == ["a001%.ppm", "a002%.ppm", "a003%.ppm", "b1.raw", "b2.raw"])
  }

  @Test("destinations are read, and refused with a reason")
  func destinations() throws {
    #expect(try OutputDestination(parsing: "-") == .standardOutput)
    #expect(try OutputDestination(parsing: "null") == .null)
    #expect(try OutputDestination(parsing: "a/b.png") == .file("a/b.png"))
    #expect(try OutputDestination(parsing: "100%%.png") == .file("100%.png"))
    let pattern = try FilePattern(parsing: "f%5d.jpg")
    #expect(
      pattern.path(number: 7) == "f    7.jpg" && pattern.path(number: 123456) == "f123456.jpg")
    for text in [
      "", "50%.png", "%s.png", "%d-%d.png", "x%", "%021d.png", "%-3d.png", "%99999999999999999999d",
    ] {
      #expect(throws: ImagingError.self, "\(text)") { try OutputDestination(parsing: text) }
    }
    for (text, container) in [
      ("x.raw", Container.raw), ("x.yuv", .raw), ("x.Y4M", .y4m), ("x.png", .png), ("x.JPEG", .jpg),
      ("f%d.ppm", .ppm), ("null", .null),
    ] { #expect(try OutputDestination(parsing: text).inferredContainer() == container) }
    for text in ["-", "noextension", "/dev/stdout", "dir.d/file", ".png"] {
      #expect(try OutputDestination(parsing: text).inferredContainer() == nil, "\(text)")
    }
    let error = #expect(throws: ImagingError.unknownContainer(".mov")) {
      try OutputDestination(parsing: "x.mov").inferredContainer()
    }
    #expect(try #require(error).description.contains("raw, y4m, png, jpg, ppm, null"))
  }

  @Test("a name of Motion-JPEG is for that alone, unless a container is stated")
  func motionJPEG() throws {
    for name in ["x.mjpeg", "a/X.MJPG", "x-%03d.mjpg"] {
      let destination = try OutputDestination(parsing: name)
      #expect(destination.isNamedMotionJPEG)
      let text = destination.name
      #expect(throws: ImagingError.notMotionJPEG(text, .yuyv)) {
        _ = try FrameWriter.make(
          for: destination, format: Format(.yuyv, width: 16, height: 16))
      }
      for format in [PixelFormat.mjpeg, .jpeg] {
        let writer = try FrameWriter.make(
          for: destination, format: Format(format, width: 16, height: 16))
        #expect(writer.container == .raw)
      }
    }
    let raw = try FrameWriter.make(
      for: .file("x.mjpeg"), container: .raw, format: Format(.yuyv, width: 16, height: 16))
    #expect(raw.container == .raw)
    for name in ["null", "-", "mjpeg.raw", "x.jpg"] {
      #expect(try !OutputDestination(parsing: name).isNamedMotionJPEG)
    }
  }

  @Test("one file holds many frames of a stream, and one of a still")
  func manyFrames() throws {
    let format = try paint("YUYV").format
    for (text, accepts) in [
      ("x.ppm", false), ("x.raw", true), ("x.y4m", true), ("x%d.ppm", true), ("null", true),
    ] {
      let writer = try FrameWriter.make(for: OutputDestination(parsing: text), format: format)
      let found = writer.acceptsManyFrames
      #expect(found == accepts)
    }
    let piped = try FrameWriter.make(for: .standardOutput, container: .ppm, format: format)
    let accepts = piped.acceptsManyFrames
    #expect(accepts)
  }

  @Test("nothing is created before the first frame")
  func lazy() throws {
    let folder = try TemporaryFolder()
    for name in ["x.raw", "x.y4m", "x.ppm", "x%d.ppm"] {
      var writer = try FrameWriter.make(
        for: OutputDestination(parsing: folder.file(name)), format: try paint("YUYV").format)
      try writer.prepare()
      try writer.finish()
    }
    #expect(folder.contents == [])
  }

  @Test("places that cannot be written are found before the first frame")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    let format = try paint("YUYV").format
    func prepare(_ path: String, _ container: Container? = nil) throws {
      try FrameWriter.make(
        for: OutputDestination(parsing: path), container: container, format: format
      )
      .prepare()
    }
    #expect(throws: ImagingError.isDirectory(folder.path)) { try prepare(folder.path, .raw) }
    let missing = folder.file("none/x.raw")
    #expect(throws: ImagingError.cannotOpen(missing, .noSuchFileOrDirectory)) {
      try prepare(missing)
    }
    store([], at: folder.file("file"))
    let below = folder.file("file/x.ppm")
    #expect(throws: ImagingError.cannotOpen(below, .notDirectory)) { try prepare(below) }
    #expect(throws: ImagingError.self) { try prepare("/proc/x.raw") }
    let long = folder.file(String(repeating: "x", count: 300) + ".raw")
    #expect(throws: ImagingError.cannotOpen(long, .fileNameTooLong)) { try prepare(long) }
    if geteuid() != 0 {
      _ = unsafe chmod(folder.path, 0o500)
      defer { _ = unsafe chmod(folder.path, 0o700) }
      #expect(throws: ImagingError.self) { try prepare(folder.file("x.raw")) }
    }
  }

  @Test("a full device is an error that says what was kept", arguments: ["raw", "y4m", "ppm"])
  func full(container: String) throws {
    let error = #expect(throws: ImagingError.cannotWrite("/dev/full", .noSpace, framesIntact: 0)) {
      try write(try paint("YUYV"), to: "/dev/full", container: Container(name: container))
    }
    #expect(try #require(error).description.contains("0 whole frames"))
  }

  @Test("writing to nowhere counts frames and touches nothing")
  func nowhere() throws {
    let folder = try TemporaryFolder()
    let painted = try paint("YUYV")
    #expect(try write(painted, to: "null", count: 4) == 0)
    #expect(try write(painted, to: folder.file("x"), container: .null) == 0)
    #expect(folder.contents == [])
  }
}

/// Tests that change what the whole process does with signals and limits, one at a time.
@Suite(.serialized) struct FailingStreams {
  @Test("a file that reaches its limit is cut back to its last whole frame")
  func limit() throws {
    let folder = try TemporaryFolder()
    _ = signal(SIGXFSZ, SIG_IGN)
    var before = rlimit()
    _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before)
    let painted = try paint("YUYV", width: 512, height: 512)
    let size = painted.planes[0].count
    var writer = try FrameWriter.make(
      for: .file(folder.file("x.raw")), format: painted.format)
    // Other tests write small files meanwhile; this limit is above all of theirs.
    var limit = rlimit(rlim_cur: UInt(size * 5 / 2), rlim_max: before.rlim_max)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    defer { _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before) }
    try writer.write(painted)
    try writer.write(painted)
    let wanted = ImagingError.cannotWrite(folder.file("x.raw"), .fileTooLarge, framesIntact: 2)
    #expect(throws: wanted) { try writer.write(painted) }
    try writer.finish()
    #expect(contents(of: folder.file("x.raw"))?.count == 2 * size)

    var still = try FrameWriter.make(
      for: .file(folder.file("y.ppm")), format: try paint("YUYV", width: 1024, height: 512).format)
    #expect(throws: ImagingError.self) {
      try still.write(try paint("YUYV", width: 1024, height: 512))
    }
    #expect(folder.contents == ["x.raw"])
  }

  @Test("a reader that has gone is an error, not a signal")
  func closedPipe() throws {
    let folder = try TemporaryFolder()
    _ = signal(SIGPIPE, SIG_IGN)
    let path = folder.file("fifo")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let reader = unsafe open(path, O_RDONLY | O_NONBLOCK)
    let painted = try paint("YUYV")
    var writer = try FrameWriter.make(for: .file(path), container: .raw, format: painted.format)
    try writer.prepare()
    try writer.write(painted)
    _ = close(reader)
    #expect(throws: ImagingError.cannotWrite(path, .brokenPipe, framesIntact: 1)) {
      try writer.write(painted)
    }
  }
}
