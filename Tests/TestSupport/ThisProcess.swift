internal import Glibc
internal import SystemPackage

/// The text of `/proc/self/maps`, one line a mapping.
package func processMaps() -> String { wholeFile("/proc/self/maps") }

/// The process's resident memory in bytes; 0 where the kernel does not tell.
package func residentBytes() -> Int {
  let fields = wholeFile("/proc/self/statm").split(separator: " ")
  guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
  return pages * 4096
}

private func wholeFile(_ path: String) -> String {
  guard let file = try? FileDescriptor.open(FilePath(path), .readOnly) else { return "" }
  defer { try? file.close() }
  var bytes: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 1 << 16)
  while let count = try? unsafe part.withUnsafeMutableBytes({ try unsafe file.read(into: $0) }),
    count > 0
  {
    bytes += part[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Waits for what a closure answers on a thread of its own.
package func onItsOwnThread<Answer: Sendable>(
  _ body: @escaping @Sendable () -> Answer
) async -> Answer {
  await withCheckedContinuation { continuation in
    onThread { continuation.resume(returning: body()) }
  }
}

/// Runs a closure on a thread of its own, also where every thread of the concurrency pool is blocked.
package func onThread(_ body: @escaping @Sendable () -> Void) {
  var thread = pthread_t()
  let context = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
  let result = unsafe pthread_create(&thread, nil, runThreadBody, context)
  precondition(result == 0, "no thread")
  pthread_detach(thread)
}

private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context = unsafe context {
    unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
  }
  return nil
}
