import CVideoDev2
import Testing

@testable import V4L2

/// Every request number says how large its argument is, and the Swift type must be that large.
@Suite struct RequestTests {
  private func agrees<Argument>(_ request: Request<Argument>) -> Bool {
    Int(request.number >> 16 & 0x3fff) == MemoryLayout<Argument>.size
      && request.number >> 8 & 0xff == 0x56
  }

  @Test func `numbers and arguments are of one size`() {
    #expect(agrees(.queryCapability))
    #expect(agrees(.enumerateFormats))
    #expect(agrees(.enumerateFrameSizes))
    #expect(agrees(.enumerateFrameIntervals))
    #expect(unsafe agrees(.format))
    #expect(unsafe agrees(.setFormat))
    #expect(unsafe agrees(.tryFormat))
    #expect(agrees(.removeBuffers) && agrees(.exportBuffer))
    #expect(unsafe agrees(.prepareBuffer))
    #expect(agrees(.subscribeEvent) && agrees(.unsubscribeEvent) && agrees(.dequeueEvent))
    #expect(agrees(.priority) && agrees(.setPriority))
    #expect(unsafe agrees(.createBuffers))
    #expect(agrees(.parameters))
    #expect(agrees(.setParameters))
    #expect(agrees(.enumerateInputs))
    for request in [Request<CInt>.input, .setInput, .streamOn, .streamOff] {
      #expect(agrees(request))
    }
    #expect(agrees(.enumerateOutputs))
    #expect(agrees(.output) && agrees(.setOutput))
    #expect(agrees(.enumerateStandards))
    #expect(agrees(.standard) && agrees(.setStandard) && agrees(.queryStandard))
    #expect(agrees(.enumerateTimings))
    #expect(agrees(.timingsCapabilities))
    #expect(agrees(.timings) && agrees(.setTimings) && agrees(.queryTimings))
    #expect(unsafe agrees(.edid))
    #expect(unsafe agrees(.setEDID))
    #expect(agrees(.selection) && agrees(.setSelection))
    #expect(agrees(.enumerateAudioInputs))
    #expect(agrees(.audioInput) && agrees(.setAudioInput))
    #expect(agrees(.tuner))
    #expect(agrees(.frequency) && agrees(.setFrequency))
    #expect(agrees(.control))
    #expect(agrees(.setControl))
    #expect(agrees(.queryControl) && agrees(.queryExtendedControl) && agrees(.queryMenu))
    #expect(unsafe agrees(.controls))
    #expect(unsafe agrees(.setControls))
    #expect(unsafe agrees(.tryControls))
    #expect(agrees(.requestBuffers))
    #expect(unsafe agrees(.queryBuffer))
    #expect(unsafe agrees(.queueBuffer))
    #expect(unsafe agrees(.dequeueBuffer))
    #expect(agrees(.slicedVBICapabilities))
    #expect(agrees(.encoderCommand) && agrees(.tryEncoderCommand))
    #expect(agrees(.decoderCommand) && agrees(.tryDecoderCommand))
    #expect(agrees(Request<UInt32>.priority) && agrees(Request<UInt32>.setPriority))
  }

  @Test func `requests of other devices have their own letter`() {
    func agrees<Argument>(_ request: Request<Argument>, size: Int) -> Bool {
      Int(request.number >> 16 & 0x3fff) == size && request.number >> 8 & 0xff == 0x7c
    }
    #expect(agrees(.mediaInformation, size: MemoryLayout<media_device_info>.size))
    #expect(agrees(.topology, size: MemoryLayout<media_v2_topology>.size))
    #expect(agrees(.allocateRequest, size: MemoryLayout<CInt>.size))
    // What carries nothing has no size.
    #expect(agrees(.queueRequest, size: 0) && agrees(.reinitializeRequest, size: 0))
  }

  @Test func `names are the kernel's`() {
    #expect("\(Request<v4l2_capability>.queryCapability.name)" == "VIDIOC_QUERYCAP")
    #expect("\(Request<CInt>.streamOff.name)" == "VIDIOC_STREAMOFF")
  }
}
