internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Audio inputs, tuners and frequencies.
extension ContractCase {
  static let audio: [Clause] = [
    (
      "audio inputs are listed, and one goes with each input that has sound",
      { subject, role in
        let device = try subject.open(role)
        let inputs = try device.audioInputs()
        #expect(inputs.map(\.index) == [0, 1])
        #expect(inputs.map(\.name) == ["TV", "Line-In"])
        #expect(inputs.allSatisfy { $0.isStereo && !$0.hasVolumeLeveling })
        for (input, audio) in [
          (GrabberInput.camera, nil), (GrabberInput.tuner, inputs[0]),
          (GrabberInput.sVideo, inputs[1]), (GrabberInput.hdmi, nil),
        ] {
          try device.selectInput(input)
          #expect(try device.currentAudioInput() == audio)
        }
        let webcam = try subject.open(.webcam)
        #expect(try webcam.audioInputs().isEmpty && webcam.currentAudioInput() == nil)
      }
    ),
    (
      "an audio input is chosen, and one that is not there is refused",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.tuner)
        try device.selectAudioInput(1)
        #expect(try device.currentAudioInput()?.index == 1)
        for wrong in [-1, 2, Int.max] {
          let error = failure { () throws(V4L2Error) in try device.selectAudioInput(wrong) }
          #expect(error?.errno == .invalidArgument)
          #expect(error?.operation == "VIDIOC_S_AUDIO")
        }
        #expect(try device.currentAudioInput()?.index == 1)
        try device.selectInput(GrabberInput.hdmi)
        let silent = failure { () throws(V4L2Error) in try device.selectAudioInput(0) }
        #expect(silent?.errno == .invalidArgument)
      }
    ),
  ]

  static let tuners: [Clause] = [
    (
      "a tuner says what it can receive and does",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.tuner)
        let tuner = try #require(try device.tuner())
        #expect(tuner.index == 0 && tuner.name == "TV Tuner" && tuner.kind == .analogTV)
        #expect(tuner.lowestFrequency == 44_000_000)
        #expect(tuner.highestFrequency == 958_000_000)
        #expect(tuner.capabilities.isSuperset(of: [.stereo, .standards]))
        #expect(tuner.capabilities.isDisjoint(with: [.low, .oneHertz]))
        #expect(tuner.signalStrength == 65535 && tuner.frequencyOffset == 0)
        #expect(tuner.receivedAudio == [.firstLanguage, .secondLanguage])
        #expect(tuner.audioMode == .stereo)
        for wrong in [1, -1, Int.max] {
          #expect(try device.tuner(wrong) == nil)
          #expect(try device.frequency(tuner: wrong) == nil)
        }
        let webcam = try subject.open(.webcam)
        #expect(try webcam.tuner() == nil && webcam.frequency() == nil)
      }
    ),
    (
      "a frequency is set in hertz, rounded to the tuner's steps and moved into its range",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.tuner)
        #expect(try device.frequency() == 175_250_000)
        for (wanted, granted) in [
          (181_250_000, 181_250_000), (175_262_500, 175_250_000), (175_290_000, 175_312_500),
          (1, 44_000_000), (0, 44_000_000), (2_000_000_000, 958_000_000),
        ] {
          try device.setFrequency(wanted)
          #expect(try device.frequency() == granted)
        }
        for (hertz, tuner) in [(175_250_000, 1), (175_250_000, -1), (-1, 0), (Int.max, 0)] {
          let error = failure { () throws(V4L2Error) in
            try device.setFrequency(hertz, tuner: tuner)
          }
          #expect(error?.errno == .invalidArgument)
          #expect(error?.operation == "VIDIOC_S_FREQUENCY")
        }
        #expect(try device.frequency() == 958_000_000)
      }
    ),
    (
      "between channels there is no signal, and beside one no colour",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.tuner)
        try device.setFrequency(178_250_000)
        #expect(try device.detectStandard() == .noSignal)
        let noise = try #require(try device.tuner())
        #expect(noise.signalStrength == 0 && noise.receivedAudio.isEmpty)
        #expect(try device.inputs()[GrabberInput.tuner].status == .noHorizontalLock)
        try device.setFrequency(175_750_000)
        let grey = try #require(try device.tuner())
        #expect(grey.signalStrength == 0x8000 && grey.receivedAudio == .mono)
        #expect(grey.frequencyOffset > 0)
        #expect(try device.inputs()[GrabberInput.tuner].status == .colorKilled)
        try device.setFrequency(181_250_000)
        #expect(try device.detectStandard() == .detected(.pal))
        #expect(try device.tuner()?.signalStrength == 65535)
      }
    ),
  ]
}
