import FakeDriver
import Glibc
import SystemPackage
import Testing
import V4L2
import VideoFormats

/// Habits of drivers that are unlike vivid, each shown to do what its name says.
@Suite struct NegotiationHabitTests {
  private func queue(_ change: (inout Personality) -> Void) throws -> CaptureQueue {
    var personality = Personality.webcam
    change(&personality)
    return try Device(path: "/dev/video0", calls: FakeDriver("/dev/video0", personality))
      .captureQueue()
  }

  @Test func `a format is answered with another`() throws {
    let queue = try queue { $0.tryFormatSubstitutes = [.yuyv: .nv12] }
    let wanted = Format(.yuyv, width: 640, height: 360)
    let tried = try queue.device.tryFormat(wanted, of: queue.type)
    let set = try queue.setFormat(wanted)
    #expect(tried.granted.pixelFormat == .nv12)
    #expect(set.granted == tried.granted)
    let other = try queue.setFormat(Format(.rgb24, width: 640, height: 360))
    #expect(other.isExact)
  }

  @Test func `lines are padded`() throws {
    let queue = try queue { $0.strideAlignment = 256 }
    let set = try queue.setFormat(Format(.yuyv, width: 320, height: 180))
    #expect(set.granted.planes == [Format.Plane(bytesPerLine: 768, size: 768 * 180)])
    let rgb = try queue.setFormat(Format(.rgb24, width: 320, height: 180))
    #expect(rgb.granted.planes.first?.bytesPerLine == 1024)
  }

  @Test func `a field order is forced`() throws {
    let queue = try queue { $0.forcedField = .interlaced }
    let set = try queue.setFormat(Format(.yuyv, width: 320, height: 180, field: .none))
    #expect(set.granted.field == .interlaced)
    #expect(set.changes.map(\.part) == ["field"])
  }

  @Test func `an interval is refused or replaced`() throws {
    let refusing = try queue { $0.refusedIntervals = [Interval(1, 60)] }
    do {
      _ = try refusing.setInterval(Interval(2, 120))
      Issue.record("it was taken")
    } catch {
      #expect(error.errno?.rawValue == EINVAL && error.operation == "VIDIOC_S_PARM")
    }
    let taken = try refusing.setInterval(Interval(1, 30))
    #expect(taken == Interval(1, 30))
    _ = try refusing.setInterval(Interval(0, 0))
    let stubborn = try queue { $0.roundsIntervalTo = Interval(1, 15) }
    let granted = try stubborn.setInterval(Interval(1, 60))
    #expect(granted == Interval(1, 15))
  }

  @Test func `a format cannot be set`() throws {
    let queue = try queue { $0.setFormatErrno = EBUSY }
    let wanted = Format(.yuyv, width: 640, height: 360)
    let tried = try queue.device.tryFormat(wanted, of: queue.type)
    #expect(tried.isExact)
    do {
      _ = try queue.setFormat(wanted)
      Issue.record("it was set")
    } catch {
      #expect(error.errno?.rawValue == EBUSY)
    }
  }

  @Test func `nothing is listed though formats can be set`() throws {
    let queue = try queue { $0.enumeratesNothing = true }
    #expect(try queue.device.formats(of: queue.type).isEmpty)
    let set = try queue.setFormat(Format(.nv12, width: 640, height: 360))
    #expect(set.isExact)
  }

  @Test func `unknown formats are refused`() throws {
    let queue = try queue { $0.refusesUnknownFormats = true }
    for isSet in [false, true] {
      let unknown = Format(PixelFormat(rawValue: 0x3f3f_3f3f), width: 640, height: 360)
      do {
        _ = try isSet ? queue.setFormat(unknown) : queue.device.tryFormat(unknown, of: queue.type)
        Issue.record("it was taken")
      } catch {
        #expect(error.errno?.rawValue == EINVAL)
      }
    }
    let known = try queue.setFormat(Format(.nv12, width: 640, height: 360))
    #expect(known.isExact)
  }

  @Test func `a promise is broken`() throws {
    let queue = try queue { $0.setFormatDiffers = true }
    let wanted = Format(.yuyv, width: 640, height: 360)
    let tried = try queue.device.tryFormat(wanted, of: queue.type)
    #expect(tried.isExact)
    let set = try queue.setFormat(wanted)
    #expect(set.granted.size == Size(width: 320, height: 180))
    let read = try queue.format()
    #expect(read == set.granted)
  }
}
