import ArgumentParser
import Capture
import V4L2
import VideoFormats

/// What a command that runs a camera wants of the signal at the input.
struct SignalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The analogue standard: a name such as PAL, NTSC-M or SECAM-L, its number, or 'detected' for "
        + "that of the signal.",
      valueName: "name"),
    completion: .list([SourceValues.detected, "PAL", "NTSC", "NTSC-M-JP", "SECAM"]),
    transform: SourceValues.standard)
  var standard: SourceConfiguration.StandardChoice?

  @Option(
    help: ArgumentHelp(
      "The digital timings, by name: 1920x1080p60, or 1080p60 where only one has that; i for fields, "
        + "as in 1080i50; or 'detected' for those of the signal.",
      valueName: "name"),
    completion: .custom { arguments, _, _ in SignalOptions.timingsCandidates(arguments) },
    transform: SourceValues.timings)
  var timings: SourceConfiguration.TimingsChoice?

  @Option(
    help: ArgumentHelp("The tuner's frequency: 91.5MHz, 543250kHz or hertz.", valueName: "hz"),
    transform: SourceValues.frequency)
  var frequency: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of the audio input that goes with the picture.", valueName: "n"),
    transform: SourceValues.audioInput)
  var audioInput: Int?

  @Option(
    help: ArgumentHelp(
      "The part of the source to use, in its pixels: WIDTHxHEIGHT+LEFT+TOP.",
      valueName: "rectangle"),
    transform: SourceValues.rectangle)
  var crop: Rectangle?

  @Option(
    help: ArgumentHelp(
      "Where in the picture that part goes, enlarged or reduced to fit: WIDTHxHEIGHT+LEFT+TOP.",
      valueName: "rectangle"),
    transform: SourceValues.rectangle)
  var compose: Rectangle?

  /// What of the source these options describe.
  var source: SourceConfiguration {
    SourceConfiguration(
      frequency: frequency, audioInput: audioInput, crop: crop, compose: compose,
      standardChoice: standard, timingsChoice: timings)
  }

  /// The names of the timings that a device named before lists at its chosen input.
  static func timingsCandidates(_ arguments: [String]) -> [String] {
    var names = [SourceValues.detected]
    for argument in arguments.dropFirst() where !argument.hasPrefix("-") {
      for timings in (try? Device(argument).timingsList()) ?? [] {
        if !names.contains(timings.description) { names.append(timings.description) }
      }
    }
    return names.count > 1 ? names : names + ["1280x720p60", "1920x1080p60", "1920x1080p50"]
  }
}
