/// The machine that a program's devices are looked for and opened on.
///
/// It is the running one unless a task says otherwise: a recorder and a tracer stand in front of it, a
/// replay in its place. The choice belongs to a task and its children, so tests that run side by side do
/// not meet, and it is read when a device is opened or looked for, never for a frame.
package struct Machine: Sendable {
  /// The system calls that devices are opened with.
  package var calls: any SystemCalls
  /// What the machine's file trees answer.
  package var files: any FileAnswers
  /// Whether time passes by itself; a replay brings its own, and no timer of this machine runs in it.
  package var isLive: Bool

  package init(calls: any SystemCalls, files: any FileAnswers, isLive: Bool = true) {
    self.calls = calls
    self.files = files
    self.isLive = isLive
  }

  /// The running machine.
  package static let running = Machine(calls: Kernel.shared, files: KernelFiles.shared)

  /// The machine of this task.
  @TaskLocal package static var current = Machine.running
}
