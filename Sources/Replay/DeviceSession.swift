internal import SystemIO
internal import SystemPackage

/// Runs a part of a program with its devices watched, written down, or replaced by what was written down.
///
/// What the closure opens and looks for, and what it does with that, is told, recorded or replayed; devices
/// that were open before are not. It holds for the task that calls and for its children. A session inside
/// another one is part of both: a replay can be traced, say.
public enum DeviceSession {
  /// Tells every system call on a device, decoded, a line each; `isFull` adds every field of the structures, and what
  /// the machine's file trees are asked.
  ///
  /// The output is called on whichever thread makes the call and must not use devices itself.
  public static func trace<Value>(
    isFull: Bool = false, to output: @escaping @Sendable (String) -> Void,
    _ body: () throws -> Value
  ) rethrows -> Value {
    var machine = Machine.current
    machine.calls = Tracing(machine.calls, level: isFull ? .full : .essential, output: output)
    if isFull { machine.files = TracingFiles(machine.files, output: output) }
    return try Machine.$current.withValue(machine) { try body() }
  }

  /// Writes down every system call on a device, in a file that is made anew.
  ///
  /// With `frames` the bytes of frames are stored too. Throws what the closure throws, or an `Errno` when the
  /// file cannot be written; a disk that becomes full ends the recording and not the closure, and is thrown
  /// at the end. What a killed process had recorded can be read as far as it goes.
  public static func record<Value>(
    to path: String, frames: Bool = false, _ body: () throws -> Value
  ) throws -> Value {
    let current = Machine.current
    let recording = try Recording(current.calls, path: path, frames: frames, facts: [])
    let machine = Machine(
      calls: recording, files: RecordingFiles(current.files, recording), isLive: current.isLive)
    let result = Result { try Machine.$current.withValue(machine) { try body() } }
    let outcome = recording.finish()
    let value = try result.get()
    if let failure = outcome.failure { throw failure }
    return value
  }

  /// Answers every system call on a device from a recording; no device is needed.
  ///
  /// Frames whose bytes the recording does not have are zeros.
  /// Throws a `RecordingError` for a file that cannot be read, and a `Deviation` when the closure did
  /// something else than was recorded, whatever it threw or answered itself then.
  public static func replay<Value>(
    from path: String, _ body: () throws -> Value
  ) throws -> Value {
    let calls = try Replaying(RecordingFile(path))
    let machine = Machine(calls: calls, files: ReplayingFiles(calls), isLive: false)
    let result = Result { try Machine.$current.withValue(machine) { try body() } }
    if let deviation = calls.deviation { throw deviation }
    return try result.get()
  }
}
