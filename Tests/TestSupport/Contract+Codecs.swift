internal import SystemPackage
internal import Testing
package import V4L2
package import VideoFormats

// Encoders and decoders that keep state.
extension ContractCase {
  static let encoding: [Clause] = [
    (
      "an encoder takes orders, and refuses those it does not know",
      { subject, role in
        let device = try subject.open(role)
        #expect(try device.memoryToMemoryKind() == .encoder)
        let stop = try device.tried(EncoderCommand(.stop))
        #expect(stop?.kind == .stop)
        let unknown = try device.tried(EncoderCommand(EncoderCommand.Kind(rawValue: 77)))
        let other = try device.tried(DecoderCommand(.stop))
        #expect(unknown == nil && other == nil)
        // Without a stream an order is heard and means nothing.
        try device.perform(EncoderCommand(.stop))
        let refusal = failure { () throws(V4L2Error) in
          try device.perform(EncoderCommand(EncoderCommand.Kind(rawValue: 77)))
        }
        #expect(refusal?.errno == .invalidArgument)
      }
    ),
    (
      "an encoder crops what is put in",
      { subject, role in
        let queues = try subject.open(role).memoryToMemoryQueues()
        _ = try queues.setFormats(source: Format(.yuv420, width: 720, height: 400))
        let whole = try queues.crop()
        #expect(whole?.width == 720)
        let crop = try queues.setCrop(Rectangle(left: 0, top: 0, width: 648, height: 368))
        #expect(crop == Rectangle(left: 0, top: 0, width: 648, height: 368))
        let (now, compose) = (try queues.crop(), try queues.compose())
        #expect(now == crop && compose == nil)
      }
    ),
    (
      "an encoder ends with its last buffer, goes on when told to, and ends again",
      { subject, role in
        var stream = try subject.encoderQueues(role, CodecLab.small).start()
        for round in 0..<3 {
          let coded = try CodecLab.encode(&stream, count: round == 1 ? 1 : 3, first: round)
          #expect(coded.count == (round == 1 ? 1 : 3) && coded.allSatisfy { $0.bytes.count > 12 })
          #expect(coded.map(\.time) == (0..<coded.count).map { Int64($0 + round + 1) * 40_000_000 })
          let hasEnded = stream.hasEnded
          #expect(hasEnded)
          #expect(try stream.outcome() == "endOfStream")
          try stream.resume()
        }
        let early = failure { () throws(V4L2Error) in try stream.resume() }
        #expect(early?.errno == .resourceBusy)
      }
    ),
    (
      "an encoder without anything to encode ends at once",
      { subject, role in
        var stream = try subject.encoderQueues(role, CodecLab.small).start()
        try stream.drain()
        try stream.drain()
        #expect(try stream.outcome() == "endOfStream")
        let queues = try stream.stop()
        #expect(queues.kind == .encoder)
      }
    ),
  ]

  static let decoding: [Clause] = [
    (
      "a decoder says what its stream is before any result, and then gives all of it",
      { subject, role in
        let coded = try subject.coded(CodecLab.small, count: 3)
        var stream = try subject.open(role).memoryToMemoryQueues().start()
        #expect(stream.kind == .decoder && stream.destinationFormat == nil)
        let log = try CodecLab.decode(coded, by: &stream)
        #expect(log.words == ["640x368", "frame", "frame", "frame", "end"])
        #expect(log.times == [40_000_000, 80_000_000, 120_000_000])
        #expect(log.worst <= CodecLab.tolerance, "an error of \(log.worst)")
        let compose = try stream.compose()
        #expect(compose?.width == 640)
        #expect(try stream.outcome() == "endOfStream")
      }
    ),
    (
      "a stream may come in pieces of any size",
      { subject, role in
        let coded = try subject.coded(CodecLab.small, count: 2)
        let whole = coded.flatMap(\.bytes)
        let pieces = stride(from: 0, to: whole.count, by: 5001).map { start in
          CodecLab.Coded(bytes: Array(whole[start..<min(start + 5001, whole.count)]), time: 0)
        }
        var stream = try subject.open(role).memoryToMemoryQueues().start()
        let log = try CodecLab.decode(pieces, by: &stream)
        #expect(log.words == ["640x368", "frame", "frame", "end"])
        #expect(log.worst <= CodecLab.tolerance)
      }
    ),
    (
      "a change of size within the stream is followed, and frames from before stay as they are",
      { subject, role in
        let coded =
          try subject.coded(CodecLab.small, count: 2) + subject.coded(CodecLab.large, count: 2)
          + subject.coded(CodecLab.small, count: 1)
        var stream = try subject.decoderQueues(role, for: CodecLab.large).start()
        let log = try CodecLab.decode(coded, by: &stream, holding: 1)
        #expect(
          log.words == [
            "640x368", "frame", "frame", "720x400", "frame", "frame", "640x368", "frame", "end",
          ])
        #expect(log.worst <= CodecLab.tolerance, "an error of \(log.worst)")
      }
    ),
    (
      "an end that is asked for before a change is not forgotten over it",
      { subject, role in
        let coded =
          try subject.coded(CodecLab.small, count: 1) + subject.coded(CodecLab.large, count: 2)
        var stream = try subject.decoderQueues(role, for: CodecLab.large).start()
        for part in coded { try unsafe stream.submit(copying: part.bytes.span.bytes) }
        try stream.drain()
        let log = try CodecLab.decode([], by: &stream)
        #expect(log.words == ["640x368", "frame", "720x400", "frame", "frame", "end"])
      }
    ),
    (
      "a stream that holds nothing ends, and the decoder goes on with one that does",
      { subject, role in
        var stream = try subject.open(role).memoryToMemoryQueues().start()
        try unsafe stream.submit(copying: [UInt8](repeating: 7, count: 3000).span.bytes)
        let nothing = try CodecLab.decode([], by: &stream)
        #expect(nothing.words == ["end"])
        try stream.resume()
        let log = try CodecLab.decode(try subject.coded(CodecLab.small, count: 1), by: &stream)
        #expect(log.words == ["640x368", "frame", "end"])
        try stream.resume()
        let again = try CodecLab.decode(try subject.coded(CodecLab.small, count: 2), by: &stream)
        #expect(again.words == ["frame", "frame", "end"])
      }
    ),
    (
      "results are set up as the caller wishes, by hand or from the beginning",
      { subject, role in
        let coded = try subject.coded(CodecLab.small, count: 1)
        var stream = try subject.decoderQueues(role, for: CodecLab.small).start()
        let early = failure { () throws(V4L2Error) in _ = try stream.prepareDestination() }
        #expect(early?.errno == .resourceBusy)
        let first = coded[0].bytes
        try unsafe stream.submit(copying: first.span.bytes)
        #expect(try stream.outcome() == "formatChanged")
        let format = try stream.prepareDestination(BufferAllocation(count: 7))
        #expect(format.size == CodecLab.small && stream.destinationBufferCount == 7)
        #expect(try stream.outcome() == "frame")
        let queues = try stream.stop()
        _ = try queues.setFormats(
          source: Format(.fwht, width: CodecLab.small.width, height: CodecLab.small.height),
          destination: Format(.yuv420, width: CodecLab.small.width, height: CodecLab.small.height))
        var known = try queues.start(MemoryToMemorySettings(expectsNoHeader: true))
        #expect(known.destinationFormat?.size == CodecLab.small)
        let log = try CodecLab.decode(coded, by: &known)
        #expect(log.words.suffix(2) == ["frame", "end"])
      }
    ),
  ]
}

/// Streams to decode, and what came of them.
package enum CodecLab {
  package static let small = Size(width: 640, height: 368)
  package static let large = Size(width: 720, height: 400)
  /// The most that a sample of a picture may differ after encoding and decoding: vicodec's transform is coarse.
  package static let tolerance = 24

  /// A piece of a stream.
  package struct Coded {
    package var bytes: [UInt8]
    package var time: Int64
  }

  /// What a decoder said, and how far its pictures are from those that were encoded.
  package struct Log {
    package var words: [String] = []
    package var times: [Int64] = []
    package var worst = 0
    /// The pictures, where they are kept.
    package var pictures: [UInt8] = []
  }

  /// Puts pictures into an encoder, and takes its stream to the end.
  package static func encode(
    _ stream: inout MemoryToMemoryStream, count: Int, first: Int = 0
  ) throws -> [Coded] {
    var coded: [Coded] = []
    var number = 0
    while true {
      while number < count, stream.acceptsInput {
        try unsafe stream.submit(
          copying: TestPictures.slope(number, stream.sourceFormat.size).span.bytes,
          timestamp: Int64(number + first + 1) * 40_000_000)
        number += 1
      }
      if number == count { try stream.drain() }
      switch try stream.next() {
      case .frame(let frame):
        coded.append(Coded(bytes: frame.copied, time: frame.metadata.timestamp))
      case .endOfStream: return coded
      case .wantsInput: continue
      default: throw ContractFailure("an encoder said something else than results and the end")
      }
    }
  }

  /// Puts a stream into a decoder, and takes what it says to the end.
  package static func decode(
    _ coded: [Coded], by stream: inout MemoryToMemoryStream, holding: Int = 0,
    keepingPictures: Bool = false
  ) throws -> Log {
    var log = Log()
    var rest = coded[...]
    var number = 0
    var held: Frame?
    var heldBytes: [UInt8] = []
    while true {
      while let next = rest.first, stream.acceptsInput {
        try unsafe stream.submit(copying: next.bytes.span.bytes, timestamp: next.time)
        rest = rest.dropFirst()
      }
      if rest.isEmpty { try stream.drain() }
      switch try stream.next() {
      case .formatChanged(let format):
        log.words.append("\(format.width)x\(format.height)")
        number = 0
      case .frame(let frame):
        log.words.append("frame")
        log.times.append(frame.metadata.timestamp)
        let size = stream.destinationFormat?.size ?? small
        let bytes = frame.copied
        log.worst = max(log.worst, TestPictures.difference(bytes, TestPictures.slope(number, size)))
        if keepingPictures { log.pictures += bytes }
        number += 1
        if holding > 0, held == nil {
          heldBytes = bytes
          held = consume frame
        }
      case .endOfStream:
        log.words.append("end")
        if let held = held.take() {
          let isUnchanged = TestPictures.areEqual(held.copied, heldBytes)
          #expect(isUnchanged, "a frame that was held has changed")
        }
        return log
      case .wantsInput: continue
      default: throw ContractFailure("a decoder said something unforeseen")
      }
    }
  }
}

extension ContractSubject {
  /// A claimed encoder, set to pictures of a size.
  package func encoderQueues(_ role: ContractRole, _ size: Size) throws -> MemoryToMemoryQueues {
    let queues = try open(role).memoryToMemoryQueues()
    let granted = try queues.setFormats(
      source: Format(.yuv420, width: size.width, height: size.height),
      destination: Format(.fwht, width: size.width, height: size.height))
    #expect(granted.source.granted.size == size && granted.destination.granted.pixelFormat == .fwht)
    return queues
  }

  /// A claimed decoder with buffers for streams of a size.
  package func decoderQueues(
    _ role: ContractRole, for size: Size
  ) throws -> MemoryToMemoryQueues {
    let queues = try open(role).memoryToMemoryQueues()
    _ = try queues.setFormats(source: Format(.fwht, width: size.width, height: size.height))
    return queues
  }

  /// A stream of pictures of a size.
  package func coded(_ size: Size, count: Int) throws -> [CodecLab.Coded] {
    var stream = try encoderQueues(.encoder, size).start()
    return try CodecLab.encode(&stream, count: count)
  }
}
