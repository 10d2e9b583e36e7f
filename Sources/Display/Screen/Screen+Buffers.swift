public import DMABuf
public import VideoFormats

extension Screen {
  /// Drivers that move a buffer into the card's own memory when it is shown first, whoever writes to it.
  private static let movers: Set<String> = ["bochs-drm", "hibmc-drm", "vboxvideo"]

  /// Makes memory of the card's for a capture queue to fill, where the card takes no other memory in: for each buffer
  /// its memory planes.
  ///
  /// The frames that are captured into it are shown like any other. Throws `.unsupported` where the card gives no
  /// memory out, and where its driver moves what it shows: the camera would go on writing to where the buffer was, and
  /// the screen stand still. The corresponding requests are `DRM_IOCTL_MODE_CREATE_DUMB` and
  /// `DRM_IOCTL_PRIME_HANDLE_TO_FD`.
  public func makeBuffers(count: Int, for format: Format) throws(DisplayError) -> [[DMABuffer]] {
    guard !Self.movers.contains(card.driver) else {
      throw DisplayError(
        "DRM_IOCTL_MODE_CREATE_DUMB", node: card.path,
        reason: .unsupported(
          "the card's driver (\(card.driver)) moves its memory when it shows it, which a camera that writes there "
            + "would not notice"))
    }
    return try card.makeBuffers(count: count, for: format)
  }
}
