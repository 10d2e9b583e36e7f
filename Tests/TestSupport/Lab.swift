internal import Glibc

/// What the run promised the tests, by its environment.
package enum Lab {
  /// The value of an environment variable.
  package static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// Whether somebody promised that the devices are there, so that their absence is a failure.
  package static var isRequired: Bool { variable("V4L2_LAB") == "required" }

  /// Whether somebody promised that there are converters and codecs.
  package static var hasConverters: Bool { variable("V4L2_M2M") == "required" }
}
