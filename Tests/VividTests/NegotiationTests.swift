import Capture
import Negotiation
import TestSupport
import Testing
import V4L2
import VideoFormats

/// What is planned is what the kernel grants, and what is set is what v4l2-ctl sets and reads.
@Suite(
  .serialized, .enabled(if: NegotiationPlace.isOpen, "no vivid grabber and multi-planar node here"),
  .timeLimit(.minutes(8)))
struct NegotiationTests {
  @Test(arguments: NegotiationPlace.all)
  func `what is planned is granted, set and read back, and v4l2-ctl sets the same`(
    _ place: NegotiationPlace
  ) async throws {
    try await place.use { node in
      let plans = try place.plans(node)
      let cases = plans.map { text, plan in
        "\(text)\t\(plan.proposals.first.map { PeerFormat.request($0.request) } ?? "")"
      }
      let run = try await place.script(
        """
        while IFS=$'\\t' read -r constraints request; do
          echo "== try"; [ -z "$request" ] || v4l2-ctl -d "$NODE" --try-fmt-video="$request"
          echo "== set"; [ -z "$request" ] || v4l2-ctl -d "$NODE" --set-fmt-video="$request" -V
          v4l2-ctl -d "$NODE" --set-fmt-video=width=320,height=180,pixelformat=GREY,field=any
          echo "== ours"; "$VIDCTL" negotiate "$NODE" --set "$constraints" --limit 3 --json
          echo "== $?"; v4l2-ctl -d "$NODE" -V -P
        done <<<"$CASES"
        """, node, ["CASES": cases.joined(separator: "\n")])
      let parts = run.output.split(separator: "== ")
      try #require(parts.count == 4 * plans.count, "\(run)")
      var met = 0
      for (index, (text, plan)) in plans.enumerated() {
        let answers = parts[4 * index..<4 * index + 4].map { part in
          part[(part.firstIndex(of: "\n") ?? part.endIndex)...]
        }
        let isSet = parts[4 * index + 3].hasPrefix("0\n")
        #expect(isSet == !plan.proposals.isEmpty, "\(text): \(run.errors)")
        if isSet { met += 1 }
        try compare(text, place, plan, answers)
      }
      #expect(met >= 4, "\(run.errors)")
    }
  }

  /// Compares the answers to one request: tried and set by v4l2-ctl, our document, and what is read back.
  private func compare(
    _ text: String, _ place: NegotiationPlace, _ plan: NegotiationPlan, _ answers: [Substring]
  ) throws {
    let comment: Comment = "\(place.testDescription), \(text)"
    let report = try NegotiationReport.read(answers[2])
    #expect(report.candidates == plan.candidateCount, comment)
    let planned = plan.proposals.map(\.granted)
    #expect(report.proposals.map(\.granted?.format) == planned, comment)
    #expect(report.proposals.map(\.interval) == plan.proposals.map(\.interval), comment)
    #expect(report.rejected.count == plan.rejected.count, comment)
    let now = PeerFormat.lines(of: answers[3])
    guard let best = plan.proposals.first, let granted = best.granted else {
      #expect(report.applied == nil, comment)
      #expect(now.contains("Pixel Format: 'GREY'"), "\(comment) was not granted")
      return
    }
    let promised = PeerFormat.lines(of: granted, isMultiplanar: place.isMultiplanar)
    #expect(PeerFormat.lines(of: answers[0]) == promised, comment)
    #expect(PeerFormat.lines(of: answers[1]) == promised, comment)
    let applied = try #require(report.applied, comment)
    #expect(applied.format.format == granted, comment)
    #expect(now == promised, comment)
    // v4l2-ctl asks a multi-planar node for its rate with the other API's type, and is refused.
    if !place.isMultiplanar {
      #expect(answers[3].contains(PeerFormat.rate(applied.interval)), "\(comment): \(answers[3])")
    }
    if let wanted = best.interval {
      #expect(applied.interval?.isEquivalent(to: wanted) == true, comment)
    }
  }

  @Test(arguments: NegotiationPlace.all)
  func `asking changes nothing, of the format or of any control`(
    _ place: NegotiationPlace
  ) async throws {
    try await place.use { node in
      let before = try await place.everything(node)
      let settings = try DeviceSettings(of: Device(path: node), queue: place.queue)
      let device = try Device(path: node)
      var negotiator = try DeviceNegotiator(device)
      let offered = negotiator.catalog.pictureCaptureQueue?.formats ?? []
      var tried = 0
      for text in place.manyConstraints {
        let constraints = try Constraints(text, offered: offered.map(\.pixelFormat))
        let plan = try negotiator.plan(constraints, limit: 50)
        tried += plan.proposals.count + plan.rejected.count
        #expect(try DeviceSettings(of: device, queue: place.queue) == settings, "\(text)")
      }
      for format in offered.map(\.pixelFormat) {
        for (width, height) in [(0, 0), (641, 361), (1 << 20, 1 << 20)] {
          let proposal = try negotiator.propose(Format(format, width: width, height: height))
          #expect(proposal.granted?.pixelFormat == format)
        }
        #expect(try DeviceSettings(of: device, queue: place.queue) == settings, "\(format)")
      }
      #expect(tried > 100 && offered.count > 80)
      #expect(try await place.everything(node) == before)
      let run = try await Tool.run("negotiate", node, "--plan", "field~top 800x600 or less")
      #expect(run.status == 0, "\(run)")
      #expect(try await place.everything(node) == before)
    }
  }

  @Test(arguments: [NegotiationPlace.webcam, .television, .multiplanar])
  func `a catalogue in a file gives the plan of the device it came from`(
    _ place: NegotiationPlace
  ) async throws {
    try await place.use { node in
      let run = try await place.script(
        """
        "$VIDCTL" formats "$NODE" --json > camera.json
        wish='RGB3|YUYV 640x360 or better, else nearest'
        "$VIDCTL" negotiate "$NODE" --plan "$wish" --limit 5 --json && echo "== "
        "$VIDCTL" negotiate --catalog camera.json --plan "$wish" --limit 20 --json
        """, node)
      #expect(run.errors == "")
      let reports = try run.output.split(separator: "== \n").map(NegotiationReport.read)
      try #require(reports.count == 2, "\(run)")
      let (live, file) = (reports[0], reports[1])
      #expect(live.candidates == file.candidates)
      #expect(live.proposals.count == min(5, live.candidates))
      // The driver's refusals are not in the file; but what it grants stands in the same order.
      let refused = live.rejected.map(\.words)
      let expected = file.proposals.map(\.words).filter { !refused.contains($0) }
      #expect(live.proposals.map(\.words) == Array(expected.prefix(live.proposals.count)))
      #expect(file.proposals.allSatisfy { $0.granted == nil })
    }
  }
}
