import CVideoDev2
import Glibc
import SystemIO
import SystemPackage
import Testing

@Suite struct MappingTests {
  private func file(of size: Int) throws -> Descriptor {
    var template = Array("/tmp/mapping-XXXXXX".utf8CString)
    let number = unsafe mkstemp(&template)
    try #require(number >= 0)
    _ = unsafe unlink(template)
    let result = ftruncate(number, off_t(size))
    try #require(result == 0)
    return Descriptor(owning: number, calls: Kernel.shared)
  }

  @Test func `memory outlives the descriptor it came from`() throws {
    var file: Descriptor? = try file(of: 8192)
    let mapping = try Mapping(
      descriptor: try #require(file), offset: 4096, length: 4096, writable: true)
    file = nil
    #expect(mapping.length == 4096)
    unsafe mapping.base.storeBytes(of: 0x5a, toByteOffset: 4095, as: UInt8.self)
    let value = unsafe mapping.base.load(fromByteOffset: 4095, as: UInt8.self)
    #expect(value == 0x5a)
  }

  @Test func `what cannot be mapped is an error`() throws {
    let file = try file(of: 4096)
    #expect(throws: Errno.invalidArgument) {
      _ = try Mapping(descriptor: file, offset: 1, length: 4096, writable: true)
    }
    #expect(throws: Errno.invalidArgument) {
      _ = try Mapping(descriptor: file, offset: 0, length: 0, writable: false)
    }
    let null = try Descriptor(opening: "/dev/null", flags: O_RDONLY, calls: Kernel.shared)
    #expect(throws: Errno.noSuchDevice) {
      _ = try Mapping(descriptor: null, offset: 0, length: 4096, writable: false)
    }
  }
}

@Suite struct DescriptorTests {
  @Test func `a descriptor closes with its last reference`() throws {
    var descriptor: Descriptor? = try Descriptor(
      opening: "/dev/null", flags: O_RDONLY, calls: Kernel.shared)
    let number = try #require(descriptor).rawValue
    #expect(fcntl(number, F_GETFD) == FD_CLOEXEC)
    descriptor = nil
    // The number may be another thread's by now, but then it is no longer /dev/null.
    #expect(FileTree.link("/proc/self/fd/\(number)") != "/dev/null")
  }

  @Test func `what cannot be opened is an error`() {
    #expect(throws: Errno.noSuchFileOrDirectory) {
      _ = try Descriptor(opening: "/no/such/file", flags: O_RDONLY, calls: Kernel.shared)
    }
    #expect(throws: Errno.isDirectory) {
      _ = try Descriptor(opening: "/tmp", flags: O_RDWR, calls: Kernel.shared)
    }
  }
}

@Suite struct WakeEventTests {
  @Test func `rings are remembered until they are taken, and taken together`() throws {
    let wake = try WakeEvent()
    #expect(!wake.take())
    for _ in 0..<3 { wake.ring() }
    #expect(wake.take())
    #expect(!wake.take())
  }

  @Test func `a bare write rings, as a signal handler would`() throws {
    let wake = try WakeEvent()
    var one: UInt64 = 1
    let written = unsafe Glibc.write(wake.rawDescriptor, &one, 8)
    #expect(written == 8)
    #expect(wake.take())
  }
}

@Suite struct TimeTests {
  @Test func `durations that 64 bits cannot hold are clamped`() {
    #expect(Duration.seconds(Int64.max).clampedNanoseconds == .max)
    #expect(Duration.seconds(Int64.min).clampedNanoseconds == .min)
    #expect(Duration.seconds(9_223_372_036).clampedNanoseconds == 9_223_372_036_000_000_000)
    #expect(
      (Duration.seconds(9_223_372_036) + .nanoseconds(999_999_999)).clampedNanoseconds == .max)
    #expect(Duration.nanoseconds(-7).clampedNanoseconds == -7)
  }

  @Test func `milliseconds are rounded up, so that no wait is too short`() {
    #expect(Duration.nanoseconds(1).milliseconds == 1)
    #expect(Duration.milliseconds(20).milliseconds == 20)
    #expect(Duration.microseconds(20_001).milliseconds == 21)
    #expect(Duration.zero.milliseconds == 0)
    #expect(Duration.seconds(Int64.max).milliseconds > 9_000_000_000_000)
  }

  @Test func `an instant beyond the end of time is the last there is`() {
    let start = MonotonicInstant(nanoseconds: 5)
    #expect(start.advanced(by: .seconds(Int64.max)).nanoseconds == .max)
    #expect(start.advanced(by: .nanoseconds(2)).nanoseconds == 7)
    #expect(start < start.advanced(by: .nanoseconds(1)))
  }
}

@Suite struct FileTreeTests {
  @Test func `names are sorted and without the dots`() {
    let names = FileTree.names(in: "/proc/self")
    #expect(names.contains("status"))
    #expect(names == names.sorted())
    #expect(!names.contains(".") && !names.contains(".."))
  }

  @Test func `what is not there is absent, not an error`() {
    #expect(FileTree.names(in: "/no/such/folder").isEmpty)
    #expect(FileTree.text("/no/such/file") == nil)
    #expect(FileTree.text("/proc") == nil)
    #expect(FileTree.link("/proc") == nil)
    #expect(FileTree.realPath("/no/such/file") == nil)
    #expect(!FileTree.exists("/no/such/file"))
  }

  @Test func `text comes without its trailing white space`() throws {
    #expect(FileTree.text("/proc/sys/kernel/ostype") == "Linux")
    #expect(FileTree.text("/dev/null") == "")
    #expect(FileTree.link("/proc/self") == "\(getpid())")
    #expect(FileTree.realPath("/proc/self/../self") == "/proc/\(getpid())")
  }

  @Test func `a character device is told from everything else`() throws {
    let null = try FileTree.characterDevice("/dev/null")
    #expect(null.major == 1 && null.minor == 3)
    #expect(throws: Errno.self) { _ = try FileTree.characterDevice("/etc/passwd") }
    #expect(throws: Errno.noSuchFileOrDirectory) {
      _ = try FileTree.characterDevice("/no/such/file")
    }
  }
}
