import DMABuf
import Glibc
import SystemIO
import SystemPackage
import TestSupport
import Testing
import V4L2
import VideoFormats

/// What is put out at vivid's outputs comes in at its inputs, to the bit.
@Suite(
  .serialized,
  .enabled(if: ConformanceLab.isOpen, "not the guest with four vivid devices"),
  .timeLimit(.minutes(8)))
struct OutputLoopTests {
  /// A connection of a device's output with its own input.
  struct Loop: Sendable, CustomTestStringConvertible {
    var node: ConformanceLab.Node
    var isHDMI: Bool
    var place: Int

    var testDescription: String {
      "\(isHDMI ? "HDMI" : "S-Video"), \(node.isMultiplanar ? "multi" : "single")-planar, "
        + (node.isContiguous ? "contiguous" : "scattered")
    }

    var format: Format {
      let pixelFormat: PixelFormat = node.isMultiplanar ? .nv16M : .yuyv
      return isHDMI
        ? Format(pixelFormat, width: 1280, height: 720)
        : Format(pixelFormat, width: 720, height: 576, field: .interlaced)
    }

    static func resetScaling(_ device: Device, _ type: QueueType?) throws {
      guard let type else { return }
      let targets: [(SelectionTarget, SelectionTarget)] = [
        (.crop, .cropDefault), (.compose, .composeDefault),
      ]
      for (target, usual) in targets {
        guard let rectangle = try device.selection(usual, of: type) else { continue }
        _ = try? device.setSelection(target, rectangle, of: type)
      }
    }

    /// Connects the two and sets both sides to one format, as what goes through must not be converted.
    func connect() throws -> (capture: Device, output: Device, format: Format) {
      let output = try Device(path: node.output)
      let capture = try Device(path: node.path)
      try output.selectOutput(isHDMI ? 1 : 0)
      try capture.selectInput(isHDMI ? 3 : 2)
      try capture.setValue(2, of: ConformanceLab.text)
      // Behind the pattern generator and no connection come the outputs of all devices, in order.
      try capture.setValue(
        2 + place,
        of: isHDMI ? ConformanceLab.hdmiConnection : ConformanceLab.sVideoConnection)
      // Whoever was here before may have left the picture scaled, for fields of half the height: with a format for
      // the fields there are now, the rectangles can be what they were at first, and the format is set once more.
      _ = try output.outputQueue().setFormat(format)
      _ = try capture.captureQueue().setFormat(format)
      try Self.resetScaling(capture, capture.information.pictureCaptureQueue)
      try Self.resetScaling(output, output.information.pictureOutputQueue)
      let granted = try output.outputQueue().setFormat(format).granted
      let taken = try capture.captureQueue().setFormat(format).granted
      #expect(granted.size == format.size && taken.size == format.size)
      #expect(granted.planes.map(\.size) == taken.planes.map(\.size))
      return (capture, output, granted)
    }
  }

  static let loops: [Loop] = ConformanceLab.nodes.enumerated().flatMap { place, node in
    [true, false].map { Loop(node: node, isHDMI: $0, place: place) }
  }

  @Test(arguments: loops)
  func `frames that are put out come back to the bit in every kind of memory`(
    _ loop: Loop
  ) async throws {
    for kind in [MemoryType.mmap, .userptr, .dmabuf] {
      // What a contiguous device cannot take is the business of the other suite.
      if kind != .mmap, loop.node.isContiguous { continue }
      let (capture, output, format) = try loop.connect()
      let memory = try Self.memory(kind)
      var sink = try output.outputQueue().allocate(
        BufferAllocation(count: 4, memory: memory)
      ).start()
      let pictures = Self.pictures(format)
      var written = 0
      for _ in 0..<3 { try Self.put(pictures, &written, &sink) }
      var stream = try capture.captureQueue().allocate(
        BufferAllocation(count: 4, memory: try Self.memory(kind))
      ).start()
      var last = -1
      var seen = 0
      var strangers: [String] = []
      for _ in 0..<40 {
        try Self.put(pictures, &written, &sink)
        let frame = try stream.frame()
        // The first frames may be of before anything was put out.
        guard let number = Self.number(of: frame, pictures, format) else {
          strangers.append(Self.lines(of: frame, pictures, format))
          #expect(seen == 0, "\(kind): a frame that was never put out, after \(seen) that were")
          continue
        }
        seen += 1
        last = number
      }
      #expect(seen >= 30, "\(kind): \(seen) of 40 frames came back, the last \(last); \(strangers)")
      #expect(sink.errorFrames == 0 && sink.framesSubmitted == written)
    }
  }

  @Test(arguments: loops.filter { !$0.node.isContiguous })
  func `what v4l2-ctl puts out we capture, and what we put out it captures`(
    _ loop: Loop
  ) async throws {
    let (capture, output, format) = try loop.connect()
    let pictures = Self.pictures(format)
    // Ours to theirs.
    var sink = try output.outputQueue().allocate(BufferAllocation(count: 4)).start()
    var written = 0
    for _ in 0..<4 { try Self.put([pictures[1]], &written, &sink) }
    let theirs = try await Tool.shell(
      """
      set -u; folder=$(mktemp -d); cd "$folder"; trap 'rm -rf "$folder"' EXIT
      v4l2-ctl -d "$NODE" --stream-mmap --stream-skip=8 --stream-count=1 --stream-to=frame.raw >/dev/null 2>&1
      sha256sum <frame.raw
      """, environment: ["NODE": loop.node.path])
    // It stores what is in the planes, without the room for a header.
    var stored: [UInt8] = []
    var start = 0
    for plane in format.planes {
      stored += pictures[1][start..<(start + plane.bytesPerLine * format.height)]
      start += plane.size
    }
    let ours = try await Tool.shell(
      "sha256sum <\"$FILE\"", environment: ["FILE": try Self.store(stored)])
    #expect(theirs.output == ours.output, "\(theirs.errors)")
    _ = try sink.stop()
    // Theirs to ours.
    let file = try Self.store(pictures[2])
    // In the background of a shell: with one processor there is no thread for it besides the one that captures here.
    _ = try await Tool.shell(
      "setsid timeout 60 v4l2-ctl -d \"$NODE\" --stream-out-mmap --stream-loop --stream-count=3000 "
        + "--stream-from=\"$FILE\" </dev/null >/dev/null 2>&1 &",
      environment: ["NODE": loop.node.output, "FILE": file])
    var stream = try capture.captureQueue().allocate(count: 4).start()
    var found = false
    // On a busy machine v4l2-ctl takes its time to begin.
    for _ in 0..<2400 where !found {
      let frame = try stream.frame()
      found = Self.number(of: frame, [pictures[2]], format) != nil
    }
    #expect(found, "none of v4l2-ctl's frames came in")
    _ = try await Tool.shell("pkill -x v4l2-ctl; while pgrep -x v4l2-ctl; do sleep 0.1; done")
  }

  @Test func `a captured frame goes out and in again without a copy`() throws {
    let nodes = ConformanceLab.nodes
    try #require(nodes.count == 4)
    for (first, second) in [(0, 2), (1, 3)] {
      // The one device's webcam, out at the same device's HDMI output, in at the other's HDMI input.
      let loop = Loop(node: nodes[first], isHDMI: true, place: first)
      let (_, output, format) = try loop.connect()
      let source = try Device(path: nodes[second].path)
      try source.selectInput(0)
      try source.setValue(2, of: ConformanceLab.text)
      let queue = try source.captureQueue()
      let granted = try queue.setFormat(format).granted
      #expect(granted.planes.map(\.size) == format.planes.map(\.size))
      _ = try queue.setInterval(Interval(1, 30))
      var capture = try queue.allocate(count: 6).start()
      var sink = try output.outputQueue().allocate(
        BufferAllocation(count: 6, memory: .dmabuf([]))
      ).start()
      var back = 0
      for number in 0..<60 {
        try sink.submit(try capture.frame())
        guard number >= 2 else { continue }
        if case .frame = try sink.reclaim() { back += 1 }
      }
      #expect(back == 58 && sink.bytesCopied == 0 && capture.buffersLost == 0)
    }
  }

  private static func memory(_ kind: MemoryType) throws -> BufferMemory {
    switch kind {
    case .userptr: .userptr(.allocated(.ordinary))
    case .dmabuf: .heap(try DMAHeap())
    default: .mmap
    }
  }

  /// Eight pictures that differ in every line.
  private static func pictures(_ format: Format) -> [[UInt8]] {
    (0..<8).map { number in
      var state = UInt32(number) &* 2_654_435_761 | 1
      // A block is repeated: the processor is an emulated one.
      let block = (0..<4099).map { _ -> UInt8 in
        state ^= state << 13
        state ^= state >> 17
        state ^= state << 5
        // Inside the limits of video levels, which a device might otherwise enforce.
        return UInt8(16 + state % 200)
      }
      var picture: [UInt8] = []
      picture.reserveCapacity(format.byteCount)
      while picture.count + block.count <= format.byteCount { picture += block }
      picture += block.prefix(format.byteCount - picture.count)
      return picture
    }
  }

  private static func put(
    _ pictures: [[UInt8]], _ written: inout Int, _ sink: inout OutputStream
  ) throws(V4L2Error) {
    let picture = pictures[written % pictures.count]
    try unsafe sink.submit(copying: picture.span.bytes)
    written += 1
  }

  /// Which of the pictures a frame is, compared byte for byte.
  private static func number(
    of frame: borrowing Frame, _ pictures: [[UInt8]], _ format: Format
  ) -> Int? {
    for (number, picture) in pictures.enumerated() {
      var start = 0
      var isSame = true
      for plane in 0..<frame.planeCount where isSame {
        let bytes = frame.bytes(ofPlane: plane)
        let count = bytes.byteCount
        guard start + count <= picture.count else { return nil }
        // A header before the picture is no part of it, neither of what was put out nor of what came in.
        isSame = unsafe picture.withUnsafeBytes { expected in
          unsafe bytes.withUnsafeBytes { actual in
            guard let left = expected.baseAddress, let right = actual.baseAddress else {
              return false
            }
            return unsafe memcmp(left + start, right, count) == 0
          }
        }
        start += format.planes[plane].size
      }
      if isSame { return number }
    }
    return nil
  }

  /// Which picture some lines of a frame's first plane are of, `-` for none: what went wrong, in a word.
  private static func lines(
    of frame: borrowing Frame, _ pictures: [[UInt8]], _ format: Format
  ) -> String {
    let stride = format.planes[0].bytesPerLine
    let bytes = frame.bytes
    return (0..<16).map { line -> String in
      let number = pictures.firstIndex { picture in
        (0..<64).allSatisfy { column in
          let place = line * stride + column
          return unsafe picture[place] == bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
        }
      }
      if let number { return String(number) }
      let start = (0..<16).map {
        unsafe bytes.unsafeLoad(fromByteOffset: line * stride + $0, as: UInt8.self)
      }
      for (other, picture) in pictures.enumerated() where line == 1 {
        for place in 0..<20000 where Array(picture[place..<(place + 16)]) == start {
          return "[\(other)@\(place)]"
        }
      }
      return "-"
    }.joined()
  }

  /// Writes a picture to a file.
  private static func store(_ picture: [UInt8]) throws -> String {
    let path = "/tmp/picture-\(picture.hashValue).raw"
    let file = try FileDescriptor.open(
      FilePath(path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try file.closeAfter { _ = try unsafe picture.withUnsafeBytes { try unsafe file.writeAll($0) } }
    return path
  }
}
