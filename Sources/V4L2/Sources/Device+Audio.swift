internal import CVideoDev2
internal import SystemPackage

/// A source of sound that goes with a picture. The corresponding C type is `v4l2_audio`.
public struct AudioInput: Hashable, Sendable {
  /// The number it is chosen by.
  public var index: Int
  /// Its name, such as `Line-In`.
  public var name: String
  /// Whether it has two channels. The corresponding C constant is `V4L2_AUDCAP_STEREO`.
  public var isStereo: Bool
  /// Whether it can level the volume by itself. The corresponding C constant is `V4L2_AUDCAP_AVL`.
  public var hasVolumeLeveling: Bool

  init(_ audio: v4l2_audio) {
    index = Int(audio.index)
    name = text(audio.name)
    isStereo = audio.capability & UInt32(V4L2_AUDCAP_STEREO) != 0
    hasVolumeLeveling = audio.capability & UInt32(V4L2_AUDCAP_AVL) != 0
  }
}

extension Device {
  /// The audio inputs of the device, whichever input is chosen; empty when it has none.
  ///
  /// `Input.audioInputs` says which of them go with an input. The corresponding request is `VIDIOC_ENUMAUDIO`.
  public func audioInputs() throws(V4L2Error) -> [AudioInput] {
    try node.enumerate(
      .enumerateAudioInputs,
      argument: { index in
        var audio = v4l2_audio()
        audio.index = index
        return audio
      },
      element: AudioInput.init)
  }

  /// The audio input that is chosen; nil where the chosen input has no sound.
  ///
  /// The corresponding request is `VIDIOC_G_AUDIO`.
  public func currentAudioInput() throws(V4L2Error) -> AudioInput? {
    var audio = v4l2_audio()
    return try node.performIfApplicable(.audioInput, &audio) ? AudioInput(audio) : nil
  }

  /// Chooses an audio input; refused with `EINVAL` where there is no such one or no sound.
  ///
  /// The corresponding request is `VIDIOC_S_AUDIO`.
  public func selectAudioInput(_ index: Int) throws(V4L2Error) {
    guard let number = UInt32(exactly: index) else {
      throw V4L2Error("VIDIOC_S_AUDIO", node: path, .invalidArgument)
    }
    var audio = v4l2_audio()
    audio.index = number
    try node.perform(.setAudioInput, &audio)
  }
}
