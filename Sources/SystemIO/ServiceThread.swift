internal import CVideoDev2
package import SystemPackage

/// Runs a closure on a thread of its own, outside the cooperative pool, which must never block.
///
/// The thread is detached: what it works on must keep itself alive and know when to end.
package func startServiceThread(
  _ body: @escaping @Sendable () -> Void
) throws(Errno) {
  let box = unsafe Unmanaged.passRetained(ThreadBody(body))
  var thread = pthread_t()
  let result = unsafe pthread_create(&thread, nil, runThreadBody, box.toOpaque())
  guard result == 0 else {
    unsafe box.release()
    throw Errno(rawValue: result)
  }
  pthread_detach(thread)
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

// A free function, because a closure formed in an actor's context would carry that isolation on to a
// thread that is not the actor's.
private func runThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument = unsafe argument {
    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  }
  return nil
}
