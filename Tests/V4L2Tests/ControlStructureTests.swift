import CVideoDev2
import FakeDriver
import TestSupport
import Testing
import VideoFormats

@testable import V4L2

/// Controls whose values are the structures of the kernel's headers.
@Suite struct ControlStructureTests {
  private static let path = "/dev/video0"

  /// A device with the controls of a stateless decoder besides the usual ones.
  private func device() throws -> (Device, FakeDriver) {
    let driver = FakeDriver(Self.path, .webcam)
    driver.changeControls(Self.path) { controls in
      controls += [
        FakeControl(
          0xa4_0900, "H264 Sequence Parameter Set", 0x200,
          elementSize: MemoryLayout<v4l2_ctrl_h264_sps>.size),
        FakeControl(
          0xa4_0902, "HEVC Slice Parameters", 0x272,
          elementSize: MemoryLayout<v4l2_ctrl_hevc_slice_params>.size, dimensions: [2]),
      ]
      var region = FakeControl(0xa4_0903, "Region", 0x107, elementSize: 16)
      region.bounds = (Self.bytes(of: v4l2_rect()), Self.bytes(of: Self.wholePicture))
      controls.append(region)
      controls.sort { $0.id < $1.id }
    }
    return (try Device(path: Self.path, calls: driver), driver)
  }

  private static let wholePicture = v4l2_rect(left: 0, top: 0, width: 1920, height: 1080)

  private static func bytes(of structure: some BitwiseCopyable) -> [UInt8] {
    guard case .bytes(let bytes) = ControlValue(structure: structure) else { return [] }
    return bytes
  }

  private func control(_ key: String, of device: Device) throws -> ControlDescription {
    try #require(device.controls().first { $0.key == key })
  }

  @Test func `a codec's structure is written and read as the header has it`() throws {
    let (device, _) = try device()
    let control = try control("h264_sequence_parameter_set", of: device)
    #expect(control.type.structure?.name == "v4l2_ctrl_h264_sps")
    var parameters = v4l2_ctrl_h264_sps()
    parameters.profile_idc = 100
    parameters.level_idc = 41
    parameters.pic_width_in_mbs_minus1 = 119
    parameters.flags = UInt32(V4L2_H264_SPS_FLAG_FRAME_MBS_ONLY)
    let set = try device.set([ControlSetting(control, ControlValue(structure: parameters))])
    let read = try #require(try device.value(of: control))
    #expect(set.map(\.value) == [read])
    let found = try #require(unsafe read.load(as: v4l2_ctrl_h264_sps.self))
    #expect(found.profile_idc == 100 && found.level_idc == 41)
    #expect(found.pic_width_in_mbs_minus1 == 119 && found.flags == parameters.flags)
    // A structure of another size is none of the control's, and nothing is set.
    #expect(unsafe read.load(as: v4l2_ctrl_h264_pps.self) == nil)
    let refused = failure { () throws(V4L2Error) in
      try device.set([ControlSetting(control, ControlValue(structure: v4l2_ctrl_h264_pps()))])
    }
    guard case .control(let refusal)? = refused?.reason else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(refusal.problem == .wrongCount)
    #expect(
      refused?.description.contains("a v4l2_ctrl_h264_sps of 1048 bytes") == true,
      "\(String(describing: refused))")
    #expect(try device.value(of: control) == read)
  }

  @Test func `arrays of structures are arrays`() throws {
    let (device, _) = try device()
    let control = try control("hevc_slice_parameters", of: device)
    var slices = [v4l2_ctrl_hevc_slice_params(), v4l2_ctrl_hevc_slice_params()]
    slices[0].bit_size = 7
    slices[1].bit_size = 1 << 31
    try device.set([ControlSetting(control, ControlValue(structures: slices))])
    let value = try #require(try device.value(of: control))
    let read = unsafe value.load(arrayOf: v4l2_ctrl_hevc_slice_params.self)
    #expect(read?.map(\.bit_size) == [7, 1 << 31])
    #expect(unsafe value.load(as: v4l2_ctrl_hevc_slice_params.self) == nil, "there are two")
    #expect(unsafe ControlValue.bytes([1, 2, 3]).load(arrayOf: UInt16.self) == nil)
  }

  @Test func `structures with a type of their own are the kernel's as well`() throws {
    let area = ControlValue.area(Size(width: 3, height: 1 << 31))
    let kernel = try #require(unsafe area.load(as: v4l2_area.self))
    #expect(kernel.width == 3 && kernel.height == 1 << 31)
    let light = ControlValue.contentLightLevel(
      ContentLightLevel(maximumContent: 1000, maximumPictureAverage: 400))
    let level = try #require(unsafe light.load(as: v4l2_ctrl_hdr10_cll_info.self))
    #expect(level.max_content_light_level == 1000 && level.max_pic_average_light_level == 400)
    #expect(unsafe ControlValue.integer(1).load(as: UInt64.self) == nil)
    #expect(unsafe ControlValue.string("abcd").load(as: UInt32.self) == nil)
    #expect(unsafe ControlValue.integers([1]).load(arrayOf: UInt8.self) == nil)
  }

  @Test func `the bounds of a structure are asked for where the kernel tells them`() throws {
    let (device, driver) = try device()
    let region = try control("region", of: device)
    #expect(region.flags.contains(.hasMinimumAndMaximum))
    #expect(
      try device.value(of: region, .minimum)
        == .rectangle(Rectangle(left: 0, top: 0, width: 0, height: 0)))
    let greatest = try #require(try device.value(of: region, .maximum))
    #expect(greatest == .rectangle(Rectangle(left: 0, top: 0, width: 1920, height: 1080)))
    #expect(unsafe greatest.load(as: v4l2_rect.self)?.width == 1920)
    // Others have none, and a driver that says so is not asked.
    let before = driver.callCounts["VIDIOC_G_EXT_CTRLS"]
    let parameters = try control("h264_sequence_parameter_set", of: device)
    #expect(try device.value(of: parameters, .minimum) == nil)
    #expect(driver.callCounts["VIDIOC_G_EXT_CTRLS"] == before)
    // Asked together, those that have bounds have them.
    let all = try device.readings(of: device.controls(), .maximum)
    #expect(all.first { $0.control.id == region.id }?.value == greatest)
    #expect(all.allSatisfy { $0.failure == nil })
  }
}
