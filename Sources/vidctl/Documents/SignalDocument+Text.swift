import VideoFormats

extension SignalDocument {
  /// Facts for people: a label and its lines each.
  var facts: [(label: String, lines: [String])] {
    [
      ("Standard", standardLines), ("Timings", timingsLines),
      ("Sound", audioInput.map { ["\($0.name) (audio input \($0.index))"] } ?? []),
      ("Tuner", tuner?.lines ?? []),
    ].filter { !$0.1.isEmpty }
  }

  private var standardLines: [String] {
    guard let standard else { return [] }
    let shape = standard.lines.flatMap { lines in
      standard.interval.map { " (\(lines) lines @ \($0))" }
    }
    let isSame = detectedStandard?.standard == standard
    return ["\(standard)\(shape ?? "")"] + signalLines(detectedStandard, isSame: isSame)
  }

  private var timingsLines: [String] {
    guard let timings else { return [] }
    let isSame = detectedTimings?.timings == timings
    return [
      "\(timings.name) (\(timings.totalWidth)x\(timings.totalHeight) with blanking, "
        + "\(Quantity.hertz(timings.pixelClock)))"
    ] + signalLines(detectedTimings, isSame: isSame)
  }

  private func signalLines(_ detection: Detection?, isSame: Bool) -> [String] {
    guard let detection else { return [] }
    guard detection.result == .detected else { return [detection.explanation] }
    return ["signal: \(isSame ? "the same" : detection.explanation)"]
  }
}

extension SignalDocument.TunerEntry {
  /// The frequency and its range, then what is received.
  var lines: [String] {
    let range = "\(Quantity.hertz(lowestFrequency)) – \(Quantity.hertz(highestFrequency))"
    let sound = receivedAudio.isEmpty ? "no sound" : "sound \(Self.words("\(receivedAudio)"))"
    return [
      "\(name) at \(frequency.map(Quantity.hertz) ?? "?") (\(range))",
      "signal \(signalStrength * 100 / 65535) %, \(sound), set to \(Self.words("\(audioMode)"))",
    ]
  }

  /// `firstLanguage` as people write it.
  private static func words(_ name: String) -> String {
    name.map { $0.isUppercase ? " \($0.lowercased())" : "\($0)" }.joined()
  }
}
