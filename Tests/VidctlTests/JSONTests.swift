import FoundationEssentials
import SystemPackage
import TestSupport
import Testing
import VideoFormats

@testable import vidctl

/// JSON read back, for comparisons.
enum JSONText {
  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

/// The documents scripts read, and their description.
@Suite struct JSONTests {
  @Test func `documents survive being written and read`() throws {
    #expect(
      try JSONText.decode(DevicesDocument.self, JSONDocument.text(Samples.devices))
        == Samples.devices)
    #expect(try JSONText.decode(InfoDocument.self, JSONDocument.text(Samples.info)) == Samples.info)
    #expect(
      try JSONText.decode(FormatCatalog.self, JSONDocument.text(Samples.formats))
        == Samples.formats)
    #expect(
      try JSONText.decode(CaptureDocument.self, JSONDocument.text(Samples.capture))
        == Samples.capture)
    #expect(
      try JSONText.decode(RecordingDocument.self, JSONDocument.text(Samples.recording))
        == Samples.recording)
    #expect(try JSONText.decode(EDIDDocument.self, JSONDocument.text(Samples.edid)) == Samples.edid)
  }

  @Test func `slashes are plain and the text ends with a newline`() throws {
    let text = try JSONDocument.text(Samples.formats)
    #expect(text.contains(#""node" : "/dev/video0""#))
    #expect(text.hasSuffix("}\n"))
  }

  @Test func `the capture document has the shape scripts rely on`() throws {
    let text = try JSONDocument.text(Samples.capture).filter { !$0.isWhitespace }
    #expect(
      text
        == #"{"adjustments":[],"buffers":{"changes":{"addedAsAllWereHeld":0,"addedAsFramesWereLost":0,"#
        + #""refusals":0,"removedAsIdle":0},"count":4},"bytes":37478400,"clock":{"anomalies":{"backward":0,"frozen":0,"#
        + #""implausible":0,"wraps":0},"source":"monotonic","stamped":"endOfFrame"},"#
        + #""damage":{"empty":0,"noEnd":0,"noStart":0,"overlong":0,"short":0},"#
        + #""drops":{"consumerSkips":0,"damaged":0,"driverGaps":0,"errorFrames":0},"end":"count","error":"nothing","fps":30,"frames":61,"#
        + #""granted":{"fourcc":"YUYV","height":480,"interval":{"denominator":30,"numerator":1},"#
        + #""planes":[{"bytesPerLine":1280,"size":614400}],"width":640},"#
        + #""interruptedSeconds":0,"#
        + #""latencyMicroseconds":{"max":4,"p50":1,"p95":2,"p99":3},"memory":"mmap","node":"/dev/video0","#
        + #""numbering":{"isCounted":true,"repeated":0,"restarts":0,"wraps":0},"#
        + #""output":{"bytes":37478400,"container":"raw","dropped":0,"frames":61,"path":"x.raw","#
        + #""unusable":0},"restarts":0,"segments":["#
        + #"{"bytes":37478400,"end":"count","file":"x.raw","first":{"sequence":0,"timestamp":5},"#
        + #""format":{"fourcc":"YUYV","height":480,"interval":{"denominator":30,"numerator":1},"#
        + #""planes":[{"bytesPerLine":1280,"size":614400}],"width":640},"frames":61,"#
        + #""last":{"sequence":60,"timestamp":65}}]}"#
    )
  }

  /// Each document's section in Docs/JSON.md, with a sample that has every key.
  static let sections: [(title: String, sample: any Encodable & Sendable)] = [
    ("devices", Samples.devices), ("info", Samples.info), ("formats", Samples.formats),
    ("capture", Samples.capture), ("capture` of", Samples.dataCapture),
    ("negotiate", Samples.negotiate), ("edid", Samples.edid),
    ("controls DEVICE --json", ControlSamples.list), ("controls DEVICE get", ControlSamples.values),
    ("controls DEVICE set", ControlSamples.outcome),
    ("controls DEVICE save", ControlSamples.preset),
    ("controls DEVICE watch", ControlSamples.change),
    ("capture DEVICE --stats json", Samples.statistics),
    ("capture DEVICE -o NAME", Samples.segments),
    ("recording", Samples.recording),
    ("capture share:PATH", Samples.sharedCapture), ("share DEVICE", Samples.share),
    ("pipe PIPELINE", PipeSamples.pipe),
    ("display DEVICE", Samples.display), ("display --list", Samples.displays),
  ]

  @Test(arguments: sections.indices)
  func `every key is described, and nothing else is`(_ index: Int) throws {
    let (title, sample) = Self.sections[index]
    let described = try Self.describedKeys(title)
    let emitted = try Self.keys(JSONDocument.text(sample))
    #expect(emitted.subtracting(described) == [], "not in Docs/JSON.md")
    #expect(described.subtracting(emitted) == [], "only in Docs/JSON.md")
  }

  /// Words in quotation marks that a colon follows.
  private static func keys(_ text: String) -> Set<String> {
    Set(text.matches(of: /"([A-Za-z0-9]+)" :/).map { String($0.1) })
  }

  /// The first words, in backquotes, of a section's table; a path's last part counts.
  private static func describedKeys(_ title: String) throws -> Set<String> {
    let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .removingLastComponent()
    let page = String(
      decoding: try Data(contentsOf: URL(filePath: root.appending("Docs/JSON.md").string)),
      as: UTF8.self)
    let sections = page.split(separator: "\n## ")
    let section = try #require(
      sections.first { $0.hasPrefix("`vidctl \(title)") }, "no section for \(title)")
    return Set(
      section.matches(of: /\n\| `([A-Za-z0-9.\[\]]+)`/).compactMap {
        $0.1.split(separator: ".").last.map { String($0.prefix { $0 != "[" }) }
      })
  }
}
