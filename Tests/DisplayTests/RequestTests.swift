#if DRM
import CLibDRM
import Testing

@testable import Display

/// Every request number says how large its argument is, and the Swift type must be that large.
@Suite struct CardRequestTests {
  private func agrees<Argument>(_ request: CardRequest<Argument>) -> Bool {
    Int(request.number >> 16 & 0x3fff) == MemoryLayout<Argument>.size
      && request.number >> 8 & 0xff == 0x64
  }

  @Test func `numbers and arguments are of one size`() {
    #expect(unsafe agrees(.version))
    #expect(agrees(.capability) && agrees(.clientCapability) && agrees(.closeMemory))
    #expect(agrees(.exportMemory) && agrees(.importMemory) && agrees(.resources))
    #expect(agrees(.controller) && agrees(.setController) && agrees(.encoder) && agrees(.connector))
    #expect(agrees(.property) && agrees(.blob) && agrees(.removeFramebuffer) && agrees(.flip))
    #expect(agrees(.dirty) && agrees(.makeMemory) && agrees(.planes) && agrees(.plane))
    #expect(agrees(.addFramebuffer) && agrees(.properties) && agrees(.commit))
    #expect(agrees(.makeBlob) && agrees(.destroyBlob))
    // Those that carry nothing have no size.
    for request in [CardRequest<NoArgument>.setMaster, .dropMaster] {
      #expect(request.number >> 16 == 0 && request.number >> 8 & 0xff == 0x64)
    }
  }

  @Test func `flags are the kernel's`() {
    #expect(CommitFlags.event.rawValue == UInt32(DRM_MODE_PAGE_FLIP_EVENT))
    #expect(CommitFlags.testOnly.rawValue == UInt32(DRM_MODE_ATOMIC_TEST_ONLY))
    #expect(CommitFlags.nonBlocking.rawValue == UInt32(DRM_MODE_ATOMIC_NONBLOCK))
    #expect(CommitFlags.modeSet.rawValue == UInt32(DRM_MODE_ATOMIC_ALLOW_MODESET))
  }
}
#endif
