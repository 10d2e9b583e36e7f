import FakeDriver
import TestSupport
import V4L2
import VideoFormats

extension Scenario {
  /// A machine with an encoder, the decoder of what that makes, and a copier.
  static func converterMachine() -> FakeDriver {
    let driver = FakeDriver(path, .encoder)
    driver.add(sinkPath, .decoder)
    driver.add(copierPath, .copier)
    return driver
  }

  private static let copierPath = "/dev/video2"

  /// The whole life of a program that encodes, decodes with a change of size, and copies.
  static func runConverters(on driver: FakeDriver) throws(V4L2Error) {
    let encoder = try Device(path: path, calls: driver)
    _ = try encoder.tried(EncoderCommand(.stop))
    var coded: [[UInt8]] = []
    for size in [Size(width: 32, height: 32), Size(width: 64, height: 48)] {
      let queues = try encoder.memoryToMemoryQueues()
      _ = try queues.setFormats(source: Format(.yuv420, width: size.width, height: size.height))
      if let crop = try queues.crop() { try queues.setCrop(crop) }
      coded += try convert(
        try queues.start(),
        [TestPictures.slope(0, size), TestPictures.slope(1, size), TestPictures.slope(2, size)])
    }
    let decoder = try Device(path: sinkPath, calls: driver)
    _ = try decoder.tried(DecoderCommand(.stop))
    let queues = try decoder.memoryToMemoryQueues()
    _ = try queues.setFormats(source: Format(.fwht, width: 64, height: 48))
    _ = try queues.compose()
    _ = try convert(try queues.start(), coded)
    let copier = try Device(path: copierPath, calls: driver).memoryToMemoryQueues()
    let format = Format(.rgb565, width: 32, height: 32)
    _ = try copier.setFormats(source: format, destination: format)
    _ = try convert(try copier.start(), [[UInt8](repeating: 3, count: 2048)])
  }

  /// Puts everything in, takes everything out, and goes on once.
  private static func convert(
    _ stream: consuming MemoryToMemoryStream, _ pieces: [[UInt8]]
  ) throws(V4L2Error) -> [[UInt8]] {
    var results: [[UInt8]] = []
    var rest = pieces[...]
    turns: for _ in 0..<64 {
      while let next = rest.first, stream.acceptsInput {
        guard try unsafe stream.submit(copying: next.span.bytes) else { break }
        rest = rest.dropFirst()
      }
      if rest.isEmpty { try stream.drain() }
      switch try stream.next(timeout: .milliseconds(100)) {
      case .frame(let frame): results.append(frame.copied)
      case .endOfStream: break turns
      default: continue
      }
    }
    if stream.hasEnded { try stream.resume() }
    _ = try stream.stop()
    return results
  }
}
