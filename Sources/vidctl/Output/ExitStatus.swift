import ArgumentParser

/// What the exit status of `vidctl` means; scripts rely on it.
enum ExitStatus: Int32 {
  /// All that was asked was done.
  case success = 0
  /// Something failed while running: the device was lost or stalled, output could not be written.
  case failure = 1
  /// The command line is wrong.
  case usage = 2
  /// The device cannot do what was asked.
  case cannotDo = 3
  /// No such device.
  case noDevice = 4
  /// Permission denied.
  case noPermission = 5
  /// The device is busy.
  case busy = 6

  /// The status in the form in which commands throw it.
  var code: ExitCode { ExitCode(rawValue) }

  /// The status after a signal, as a shell would report it.
  static func interrupted(by signal: Int32) -> ExitCode { ExitCode(128 + signal) }
}
