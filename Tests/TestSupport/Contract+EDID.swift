internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// The EDID an input shows to its source.
extension ContractCase {
  /// An EDID of so many blocks that nobody else has.
  private static func edid(blocks: Int) throws -> EDID {
    var bytes = [UInt8](repeating: 0, count: blocks * EDID.blockSize)
    bytes.replaceSubrange(
      0..<18,
      with: [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0x04, 0x43, 7, 0, 1, 2, 3, 4, 1, 30])
    bytes[126] = UInt8(blocks - 1)
    for block in 1..<max(blocks, 1) {
      bytes.replaceSubrange(block * 128..<block * 128 + 3, with: [2, 3, 4])
    }
    return try EDID.repairingChecksums(bytes)
  }

  static let edids: [Clause] = [
    (
      "an HDMI input has an EDID, the others have none",
      { subject, role in
        let device = try subject.open(role)
        let edid = try #require(try device.edid(input: GrabberInput.hdmi))
        #expect(edid.blockCount == 2)
        #expect(try device.edidBytes(input: GrabberInput.hdmi) == edid.bytes)
        for input in [GrabberInput.camera, GrabberInput.tuner, GrabberInput.sVideo, 4, -1, .max] {
          #expect(try device.edid(input: input) == nil)
        }
        #expect(try subject.open(.webcam).edid(input: 0) == nil)
      }
    ),
    (
      "an EDID is set and read back, to the byte",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        for blocks in [1, 2] {
          let edid = try edid(blocks: blocks)
          try device.setEDID(edid, input: GrabberInput.hdmi)
          #expect(try device.edid(input: GrabberInput.hdmi) == edid)
        }
      }
    ),
    (
      "an input without an EDID is one without a link",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let before = try #require(try device.edid(input: GrabberInput.hdmi))
        try device.clearEDID(input: GrabberInput.hdmi)
        #expect(try device.edid(input: GrabberInput.hdmi) == nil)
        #expect(try device.detectTimings() == .noLink)
        #expect(try device.inputs()[GrabberInput.hdmi].status == .noSignal)
        try device.setEDID(before, input: GrabberInput.hdmi)
        #expect(try device.edid(input: GrabberInput.hdmi) == before)
        #expect(try device.detectTimings().timings != nil)
      }
    ),
    (
      "what does not fit, or has no place, is refused, and nothing changes",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let before = try device.edid(input: GrabberInput.hdmi)
        let large = try edid(blocks: 3)
        let tooLarge = failure { () throws(V4L2Error) in
          try device.setEDID(large, input: GrabberInput.hdmi)
        }
        #expect(tooLarge?.errno == .argListTooLong)
        #expect(tooLarge?.description.contains("no room for an EDID of so many blocks") == true)
        let small = try edid(blocks: 1)
        for input in [GrabberInput.sVideo, 4, -1] {
          let set = failure { () throws(V4L2Error) in try device.setEDID(small, input: input) }
          #expect(set?.errno == .invalidArgument)
          let clear = failure { () throws(V4L2Error) in try device.clearEDID(input: input) }
          #expect(clear?.errno == .invalidArgument)
        }
        #expect(try device.edid(input: GrabberInput.hdmi) == before)
      }
    ),
    (
      "an EDID cannot change while buffers exist",
      { subject, role in
        let device = try subject.open(role, input: GrabberInput.hdmi)
        let edid = try edid(blocks: 1)
        let allocated = try device.captureQueue().allocate()
        let error = failure { () throws(V4L2Error) in
          try device.setEDID(edid, input: GrabberInput.hdmi)
        }
        #expect(error?.errno == .resourceBusy)
        _ = allocated.release()
        try device.setEDID(edid, input: GrabberInput.hdmi)
      }
    ),
  ]
}
