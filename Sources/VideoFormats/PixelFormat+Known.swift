extension PixelFormat {
  /// What is known about every format that the kernel's headers define, family by family.
  ///
  /// Constants that kernels after the oldest supported header added are among them.
  public static let known: [Information] =
    knownRGB
    + knownLuma
    + knownYUVPacked
    + knownYUVPlanar
    + knownBayer
    + knownCompressed
    + knownVendor
    + knownOther
}
