#if !DRM
internal import SystemIO
internal import SystemPackage

/// A build without the trait DRM opens no card, so what one would do needs saying nowhere.
final class CardNode: Sendable {
  let path: String
  let descriptor: Descriptor
  let calls: any SystemCalls
  private let nothing: Never

  init(path: String, calls: any SystemCalls) throws(DisplayError) {
    throw DisplayError("open", node: path, reason: .missingTrait)
  }

  func version() -> (name: String, description: String)? { switch nothing {} }
  func capability(_ number: UInt64) -> UInt64 { switch nothing {} }
  func know(_ number: UInt64) -> Bool { switch nothing {} }
  func setMaster() -> Errno? { switch nothing {} }
  func dropMaster() { switch nothing {} }
  func resources() throws(DisplayError) -> CardResources { switch nothing {} }
  func connector(_ number: UInt32) throws(DisplayError) -> ConnectorReport { switch nothing {} }
  func encoder(_ number: UInt32) throws(DisplayError) -> (controller: UInt32, possible: UInt32) {
    switch nothing {}
  }
  func planes() throws(DisplayError) -> [UInt32] { switch nothing {} }
  func plane(_ number: UInt32) throws(DisplayError) -> PlaneReport { switch nothing {} }
  func properties(of object: UInt32) -> [(number: UInt32, value: UInt64)] { switch nothing {} }
  func propertyName(_ number: UInt32) -> String? { switch nothing {} }
  func blob(_ number: UInt32) -> [UInt8] { switch nothing {} }
  func state(of controller: UInt32) throws(DisplayError) -> ControllerState { switch nothing {} }
  func set(_ state: ControllerState, on connectors: [UInt32]) -> Errno? { switch nothing {} }
  func flip(_ controller: UInt32, to framebuffer: UInt32, userData: UInt64) -> Errno? {
    switch nothing {}
  }
  func commit(_ request: inout AtomicRequest, _ flags: CommitFlags, userData: UInt64 = 0) -> Errno?
  {
    switch nothing {}
  }
  func readEvents(_ body: (FlipEvent) -> Void) throws(DisplayError) { switch nothing {} }
  func makeBlob(_ mode: DisplayMode) throws(DisplayError) -> UInt32 { switch nothing {} }
  func destroyBlob(_ number: UInt32) { switch nothing {} }
  func importMemory(_ descriptor: Int32) throws(DisplayError) -> UInt32 { switch nothing {} }
  func exportMemory(_ handle: UInt32) throws(DisplayError) -> Int32 { switch nothing {} }
  func closeMemory(_ handle: UInt32) { switch nothing {} }
  func makeMemory(
    width: Int, height: Int, bitsPerPixel: Int
  ) throws(DisplayError) -> (handle: UInt32, pitch: Int, size: Int) { switch nothing {} }
  func addFramebuffer(_ request: FramebufferRequest) throws(DisplayError) -> UInt32 {
    switch nothing {}
  }
  func removeFramebuffer(_ number: UInt32) { switch nothing {} }
}
#endif
