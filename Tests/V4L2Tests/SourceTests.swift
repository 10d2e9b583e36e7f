import CVideoDev2
import FakeDriver
import Glibc
import SystemPackage
import TestSupport
import Testing
import VideoFormats

@testable import V4L2

/// What drivers may answer about sources, and vivid does not.
@Suite struct SourceTests {
  private let driver = FakeDriver("/dev/video0", .grabber)

  private func device(input: Int) throws -> Device {
    let device = try Device(path: "/dev/video0", calls: driver)
    try device.selectInput(input)
    return device
  }

  @Test(
    arguments: [
      (ENOLINK, StandardDetection.noSignal), (ENOLCK, .noSignal), (ENODATA, .unsupported),
      (ENOTTY, .unsupported), (EINVAL, .unsupported),
    ])
  func `looking for a standard has outcomes`(_ errno: Int32, _ outcome: StandardDetection) throws {
    let device = try device(input: 2)
    driver.fail("VIDIOC_QUERYSTD", errno: errno)
    #expect(try device.detectStandard() == outcome)
    #expect(!outcome.description.isEmpty && outcome.standard == nil)
  }

  @Test(
    arguments: [
      (ENOLINK, TimingsDetection.noLink), (ENOLCK, .noLock), (ERANGE, .outOfRange),
      (ENODATA, .unsupported), (ENOTTY, .unsupported), (EINVAL, .unsupported),
    ])
  func `measuring timings has outcomes`(_ errno: Int32, _ outcome: TimingsDetection) throws {
    let device = try device(input: 3)
    driver.fail("VIDIOC_QUERY_DV_TIMINGS", errno: errno)
    #expect(try device.detectTimings() == outcome)
    #expect(outcome.description.contains(": ") && outcome.timings == nil)
  }

  @Test(arguments: [EIO, EBUSY, ENODEV])
  func `what is no outcome is an error`(_ errno: Int32) throws {
    let device = try device(input: 3)
    driver.fail(errno: errno, isLasting: true)
    func expect(_ attempt: () throws(V4L2Error) -> Void) {
      let error = failure(attempt)
      #expect(error?.errno?.rawValue == errno)
      #expect(error?.description.contains("\n") == false)
    }
    expect { () throws(V4L2Error) in _ = try device.detectStandard() }
    expect { () throws(V4L2Error) in _ = try device.detectTimings() }
    expect { () throws(V4L2Error) in _ = try device.standards() }
    expect { () throws(V4L2Error) in _ = try device.standard() }
    expect { () throws(V4L2Error) in _ = try device.timingsList() }
    expect { () throws(V4L2Error) in _ = try device.timings() }
    expect { () throws(V4L2Error) in _ = try device.timingsCapabilities() }
    expect { () throws(V4L2Error) in _ = try device.edid(input: 3) }
    expect { () throws(V4L2Error) in try device.clearEDID(input: 3) }
    expect { () throws(V4L2Error) in _ = try device.selection(.crop, of: .videoCapture) }
    expect { () throws(V4L2Error) in _ = try device.audioInputs() }
    expect { () throws(V4L2Error) in _ = try device.currentAudioInput() }
    expect { () throws(V4L2Error) in _ = try device.tuner() }
    expect { () throws(V4L2Error) in _ = try device.frequency() }
    expect { () throws(V4L2Error) in _ = try device.outputs() }
    expect { () throws(V4L2Error) in _ = try device.currentOutput() }
  }

  @Test func `an EDID is asked for as older drivers and changing devices have it`() throws {
    let device = try device(input: 3)
    driver.fail("VIDIOC_G_EDID", errno: ENODATA)
    #expect(try device.edid(input: 3) == nil)
    driver.fail("VIDIOC_G_EDID", errno: ENODATA, after: 1)
    #expect(try device.edid(input: 3) == nil)
    #expect(try device.edid(input: 3)?.blockCount == 2)
  }

  @Test func `a damaged EDID of a device's is an error that says what is wrong`() throws {
    let device = try device(input: 3)
    driver.damageEDID("/dev/video0")
    let error = failure { () throws(V4L2Error) in _ = try device.edid(input: 3) }
    #expect(error?.description.contains("the EDID of input 3 is damaged: the checksum") == true)
    #expect(try device.edidBytes(input: 3)?.count == 256)
  }

  @Test func `frequencies are counted in the tuner's units`() {
    let units: [(Tuner.Capabilities, Int, UInt32)] = [
      ([], 175_250_000, 2804), ([], 31_249, 0), ([], 31_250, 1), (.low, 87_500_000, 1_400_000),
      (.low, 63, 1), (.low, 31, 0), (.low, 32, 1), (.oneHertz, 87_500_001, 87_500_001),
      ([.low, .oneHertz], 5, 5),
    ]
    for (capabilities, hertz, number) in units {
      #expect(capabilities.units(hertz) == number, "\(capabilities) \(hertz)")
    }
    #expect(Tuner.Capabilities.low.hertz(3) == 187 && Tuner.Capabilities([]).hertz(1) == 62_500)
    #expect(Tuner.Capabilities.oneHertz.hertz(.max) == 4_294_967_295)
    for capabilities: Tuner.Capabilities in [[], .low, .oneHertz] {
      for absurd in [-1, Int.min, Int.max] { #expect(capabilities.units(absurd) == nil) }
      #expect(capabilities.units(capabilities.hertz(.max)) == .max)
    }
  }

  @Test func `timings cross the kernel's structures unchanged`() throws {
    let list = try device(input: 3).timingsList()
    #expect(list.count > 5)
    for timings in list { #expect(VideoTimings(timings.kernelTimings) == timings) }
    var absurd = try #require(list.first)
    (absurd.width, absurd.pixelClock, absurd.cea861VIC) = (.max, -1, 1000)
    let kernel = absurd.kernelTimings
    #expect(kernel.bt.width == .max && kernel.bt.pixelclock == 0 && kernel.bt.cea861_vic == 255)
    var other = kernel
    other.type = 7
    #expect(VideoTimings(other) == nil)
  }

  @Test func `constants of tuners are the kernel's`() {
    #expect(Tuner.Capabilities.low.rawValue == UInt32(V4L2_TUNER_CAP_LOW))
    #expect(Tuner.Capabilities.oneHertz.rawValue == UInt32(V4L2_TUNER_CAP_1HZ))
    #expect(Tuner.Capabilities.rds.rawValue == UInt32(V4L2_TUNER_CAP_RDS))
    #expect(Tuner.Capabilities.secondLanguage.rawValue == UInt32(V4L2_TUNER_CAP_LANG2))
    #expect(Tuner.Subchannels.firstLanguage.rawValue == UInt32(V4L2_TUNER_SUB_LANG1))
    #expect(Tuner.Subchannels.rds.rawValue == UInt32(V4L2_TUNER_SUB_RDS))
    #expect(Tuner.AudioMode.bothLanguages.rawValue == UInt32(V4L2_TUNER_MODE_LANG1_LANG2))
    #expect(Tuner.Kind.rf.rawValue == V4L2_TUNER_RF.rawValue)
    #expect(Input.Status.colorKilled.rawValue == UInt32(V4L2_IN_ST_COLOR_KILL))
    #expect(Input.Status.noAccess.rawValue == UInt32(V4L2_IN_ST_NO_ACCESS))
    #expect(Input.Status([.noSignal, .colorKilled]).description == "no signal, colour killed")
  }
}
