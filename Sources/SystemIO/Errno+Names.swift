internal import CVideoDev2
package import SystemPackage

// Inside `Errno` the C name means its own unavailable alias, so the number is taken outside.
private let numberOfNoDevice = ENODEV

extension Errno {
  /// ENODEV: the device is not, or no longer, there. swift-system knows the number by another name.
  package static var noSuchDevice: Errno { Errno(rawValue: numberOfNoDevice) }
}
