import Foundation
import Testing
import VideoFormats

@testable import Negotiation

/// Catalogues of real devices, as their owners have published them.
struct PublishedCatalog: Sendable, CustomTestStringConvertible {
  var name: String
  var catalog: FormatCatalog
  var source: String

  var testDescription: String { name }

  private struct Source: Decodable { var source: String }

  static let all: [PublishedCatalog] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/catalogs")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.sorted().compactMap { file in
      guard let data = try? Data(contentsOf: folder.appending(path: file)),
        let catalog = try? JSONDecoder().decode(FormatCatalog.self, from: data),
        let source = try? JSONDecoder().decode(Source.self, from: data).source
      else { return nil }
      return PublishedCatalog(
        name: String(file.dropLast(5)), catalog: catalog, source: source)
    }
  }()

  static func named(_ name: String) throws -> FormatCatalog {
    try #require(all.first { $0.name == name }).catalog
  }
}

@Suite struct FixtureTests {
  static let wishes = [
    "", "1280x720@30", "1280x720@30 or better, else nearest", "raw fps>=25 else nearest",
    "NV12|YUYV|MJPG 640x480", "aspect=16:9 bandwidth<=40MB/s", "compressed fps~60",
    "width<=1920 height>=480 @30000/1001 or nearest", "stride%64 ~1000x1000",
  ]

  @Test func `there are many, of every kind, and each says whose it is and from where`() {
    let all = PublishedCatalog.all
    #expect(all.count >= 25)
    for entry in all {
      #expect(entry.source.hasPrefix("https://"), "\(entry.name)")
      #expect(
        entry.catalog.device?.card != nil || entry.catalog.device?.driver != nil, "\(entry.name)")
      #expect(!entry.catalog.queues.isEmpty, "\(entry.name)")
    }
    func count(_ isKind: (FormatCatalog) -> Bool) -> Int { all.filter { isKind($0.catalog) }.count }
    let sizes = { (catalog: FormatCatalog) in
      catalog.queues.flatMap(\.formats).flatMap(\.sizes)
    }
    let webcams = count { catalog in
      sizes(catalog).contains { if case .discrete = $0.size { true } else { false } }
        && catalog.queues[0].formats.contains { [.mjpeg, .yuyv].contains($0.pixelFormat) }
    }
    #expect(webcams >= 14)
    #expect(count { $0.queues.count == 2 } >= 4, "memory-to-memory devices have two queues")
    #expect(
      count { sizes($0).contains { if case .stepwise = $0.size { true } else { false } } } >= 5)
    #expect(count { sizes($0).isEmpty } >= 4, "empty enumerations")
    #expect(count { sizes($0).contains(where: \.intervals.isEmpty) } >= 4)
  }

  @Test(arguments: PublishedCatalog.all)
  func `the winner meets every requirement, or the refusal names what is in the way`(
    _ entry: PublishedCatalog
  ) throws {
    for text in Self.wishes {
      let constraints = try Constraints(text)
      for queue in entry.catalog.queues {
        let negotiator = Negotiator(queue, constraints)
        let ranked = negotiator.ranked()
        guard let winner = ranked.first else {
          let explanation = try #require(negotiator.explanation(), "\(text)")
          #expect(queue.formats.isEmpty || !explanation.obstacles.isEmpty, "\(text)")
          #expect(queue.formats.isEmpty || !explanation.nearest.isEmpty, "\(text)")
          continue
        }
        #expect(!winner.reasons.isEmpty)
        for constraint in winner.requirements {
          let verdict = constraint.condition.grade(winner.point, winner.offer).verdict
          #expect(verdict != .missed, "\(text): \(winner)")
        }
        #expect(Negotiator(queue, constraints).ranked() == ranked)
      }
    }
  }

  @Test(
    arguments: [
      ("logitech-c525", "1280x720@30 or better, else nearest", "MJPG 1280x720 @ 30 fps"),
      ("logitech-c920", "raw @30", "YUYV 640x480 @ 30 fps"),
      ("cam-link-4k-uhd", "NV12", "NV12 3840x2160 @ 29.97 fps"),
      ("cam-link-4k-uhd", "@30", "NV12 3840x2160 @ 29.97 fps"),
      ("bcm2835-v4l2-raspicam", "NV12 1280x720", "NV12 1280x720"),
      ("bcm2835-v4l2-raspicam", "NV12 1281x721 else nearest", "NV12 1282x722"),
      ("rkisp-rv1126b", "NV12 aspect=16:9 width<=1300", "NV12 1280x720"),
      ("pico-uvc-ov2640", "fps>=10", "YUYV 320x240 @ 12.50 fps"), ("stk1160-grabber", "", "UYVY"),
    ])
  func `a person would choose the same`(_ name: String, _ text: String, _ expected: String) throws {
    let negotiator = Negotiator(try PublishedCatalog.named(name), try Constraints(text))
    let winner = try #require(negotiator.ranked().first)
    #expect("\(winner)".hasPrefix(expected), "\(winner): \(winner.reasons)")
  }

  @Test func `ten thousand entries are planned, and each appears once`() throws {
    let queue = LargeCatalog.queue(entries: 10_000)
    let ranked = Negotiator(queue, try Constraints("~1280x720 fps~30")).ranked()
    #expect(ranked.count == 10_000)
    #expect(Set(ranked).count == 10_000)
    #expect(ranked.first?.description.hasSuffix(" 1280x720 @ 30 fps") == true)
  }
}

/// A catalogue larger than any device's.
enum LargeCatalog {
  static func queue(entries: Int) -> QueueFormats {
    let rates = (1...20).map { FrameInterval.discrete(Interval(1, UInt32($0 * 3))) }
    let sizes = (1...50).map { step in
      SizeDescription(
        size: .discrete(Size(width: 128 * step, height: 72 * step)), intervals: rates)
    }
    let count = entries / (rates.count * sizes.count)
    let formats = PixelFormat.known.filter { $0.kind == .yuvPacked || $0.kind == .yuvPlanar }
      .prefix(count).map {
        FormatDescription(pixelFormat: $0.format, description: $0.summary, sizes: sizes)
      }
    return QueueFormats(type: .videoCapture, formats: formats)
  }
}
