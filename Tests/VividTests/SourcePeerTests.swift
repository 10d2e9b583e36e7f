import TestSupport
import Testing
import V4L2
import VideoFormats

/// What the library says of a source beside what v4l2-ctl says of it.
@Suite(
  .serialized, .enabled(if: VividSubject.has(.grabber), "no vivid node with four inputs here"))
struct SourcePeerTests {
  private func control(_ arguments: String) async throws -> String {
    let path = try #require(VividSubject.shared.path(of: .grabber))
    return try await Tool.shell("v4l2-ctl -d \(path) \(arguments)").output
  }

  /// The numbers after a label, in order.
  private func numbers(_ label: String, in text: String) -> [Int] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].drop(while: { $0 == "\t" || $0 == " " }) == label
      else { return nil }
      return Int(parts[1].drop { $0 == " " }.prefix { $0.isNumber })
    }
  }

  @Test func `every timing has the totals, the clock and the rate that v4l2-ctl computes`()
    async throws
  {
    let subject = VividSubject.shared
    defer { subject.recover(.grabber) }
    let listed = try await control("-i 3 --list-dv-timings")
    let timings = try subject.open(.grabber).timingsList()
    #expect(timings.count > 100)
    #expect(timings.map(\.width) == numbers("Active width", in: listed))
    #expect(timings.map(\.height) == numbers("Active height", in: listed))
    #expect(timings.map(\.totalWidth) == numbers("Total width", in: listed))
    #expect(timings.map(\.totalHeight) == numbers("Total height", in: listed))
    #expect(timings.map(\.pixelClock) == numbers("Pixelclock", in: listed))
    let rates = listed.matches(of: /\(([0-9.]+) (frames|fields) per second\)/)
    #expect(rates.map { $0.2 == "fields" } == timings.map(\.isInterlaced))
    for (rate, timing) in zip(rates, timings) {
      let theirs = try #require(Double(rate.1))
      let ours = try #require(timing.rate)
      // Both are rounded, v4l2-ctl's from a quotient of doubles.
      #expect(abs(theirs - ours) < 0.006, "\(timing)")
    }
  }

  @Test func `every standard has the name, the bits and the lines that v4l2-ctl tells`()
    async throws
  {
    let subject = VividSubject.shared
    defer { subject.recover(.grabber) }
    let listed = try await control("-i 2 --list-standards")
    let standards = try subject.open(.grabber).standards()
    let names = listed.matches(of: /Name +: (.+)/).map { String($0.1) }
    #expect(standards.map(\.name) == names && names.count > 15)
    let bits = listed.matches(of: /ID +: 0x([0-9A-F]+)/).compactMap { UInt64($0.1, radix: 16) }
    #expect(standards.map(\.standard.rawValue) == bits)
    let lines = listed.matches(of: /Frame lines +: (\d+)/).compactMap { Int($0.1) }
    #expect(standards.map(\.lines) == lines)
  }

  @Test func `v4l2-ctl reads the EDID, the rectangle and the frequency that were set`()
    async throws
  {
    let subject = VividSubject.shared
    defer { subject.recover(.grabber) }
    let device = try subject.open(.grabber)
    try device.selectInput(3)
    let edid = try #require(try device.edid(input: 3))
    let text = try await control("--get-edid pad=3,format=hex")
    #expect(try EDID(hexOrBinary: Array(text.utf8)) == edid)
    let crop = Rectangle(left: 16, top: 8, width: 640, height: 480)
    try device.setSelection(.crop, crop, of: .videoCapture, flags: .atMost)
    let selection = try await control("--get-selection target=crop")
    #expect(selection.contains("Left 16, Top 8, Width 640, Height 480"))
    try device.setFrequency(181_250_000)
    #expect(try await control("--get-freq").contains("181.250000 MHz"))
  }
}
