import Capture
import Testing
import V4L2
import VideoFormats

@testable import vidctl

/// What the describing commands print, to the letter.
@Suite struct RenderingTests {
  private let rates: [FrameInterval] = [
    .discrete(Interval(1, 30)), .discrete(Interval(1001, 15000)),
  ]

  @Test func `formats that share sizes share one list of them`() {
    let sizes = [
      SizeDescription(size: .discrete(Size(width: 640, height: 480)), intervals: rates),
      SizeDescription(size: .discrete(Size(width: 1280, height: 720)), intervals: [rates[1]]),
    ]
    let catalog = FormatCatalog(
      node: "/dev/video0",
      queues: [
        QueueFormats(
          type: .videoCapture,
          formats: [
            FormatDescription(pixelFormat: .yuyv, description: "YUYV 4:2:2", sizes: sizes),
            FormatDescription(pixelFormat: .nv12, description: "Y/UV 4:2:0", sizes: sizes),
            FormatDescription(
              pixelFormat: .mjpeg, description: "Motion-JPEG", flags: .compressed,
              sizes: [
                SizeDescription(
                  size: .stepwise(
                    min: Size(width: 16, height: 16), max: Size(width: 1920, height: 1080),
                    step: Size(width: 2, height: 2)),
                  intervals: [.continuous(min: Interval(1, 60), max: Interval(1, 1))])
              ]),
          ])
      ])
    #expect(
      catalog.rendered(on: .plain) == """
        Capture  /dev/video0, 3 formats
          YUYV  YUYV 4:2:2
          NV12  Y/UV 4:2:0
               640x480  14.99, 30 fps
              1280x720  14.99 fps
          MJPG  Motion-JPEG (compressed)
              16x16 – 1920x1080 in steps of 2x2  1 – 60 fps

        """)
  }

  @Test func `devices show their identities, their nodes and what cannot be opened`() {
    let document = DevicesDocument(devices: [
      DevicesDocument.Entry(
        name: "HD Webcam", driver: "uvcvideo", busInfo: "usb-0000:00:14.0-1",
        usb: DevicesDocument.USB(vendor: "046d", product: "0892", serial: "AB12"),
        sysfsPath: "/sys/devices/x",
        nodes: [
          DevicesDocument.Node(
            path: "/dev/video0", name: "HD Webcam", index: 0,
            byID: ["/dev/v4l/by-id/usb-HD-index0"], byPath: [], card: "HD Webcam",
            capabilities: ["videoCapture", "streaming"], queues: [.videoCapture]),
          DevicesDocument.Node(
            path: "/dev/video1", name: "HD Webcam: metadata", index: 1, byID: [], byPath: [],
            error: "permission denied; ask"),
        ])
    ])
    #expect(
      document.rendered(on: .plain) == """
        HD Webcam
          uvcvideo  usb 046d:0892:AB12  usb-0000:00:14.0-1
          /dev/video0                       videoCapture
                                            /dev/v4l/by-id/usb-HD-index0
          /dev/video1  HD Webcam: metadata  cannot open: permission denied; ask

        """)
  }

  @Test func `information is facts in two columns and a table of inputs`() {
    var document = Samples.info
    document.queues.removeLast()
    #expect(
      document.rendered(on: .plain) == """
        Card      HD Webcam
        Node      /dev/video0
        Driver    uvcvideo (kernel 6.12.1)
        Bus       usb-1
        USB       046d:0892
        Links     /dev/v4l/by-id/x
        Can       videoCapture, streaming
        Capture   YUYV 640x480 @ 30 fps, field none
                  colours: srgb, transfer default, encoding default, default range
                  planes: 614400 bytes (1280 a line)
                  crop: 640x480+16+8 within 720x576
                  compose: all of 640x480
        Standard  PAL (625 lines @ 25 fps)
                  signal: NTSC-M
        Timings   1280x720p60 (1650x750 with blanking, 74.25 MHz)
                  signal: the same
        Sound     Line-In (audio input 1)
        Tuner     TV Tuner at 175.25 MHz (44 MHz – 958 MHz)
                  signal 50 %, sound mono, set to stereo
        Open in   obs (pid 7)

        INPUT     NAME      KIND    SIGNAL
            0  *  Camera 1  camera  ok

        OUTPUT     NAME    KIND   TAKES
             0  *  HDMI 1  cable  DV timings

        """)
  }

  @Test func `queues without pictures are told in their own words`() {
    let text = Samples.info.rendered(on: .plain)
    #expect(text.contains("VBI capture  GREY 1440 samples a line, 27000000 a second\n"), "\(text)")
    #expect(text.contains("lines: 6–23 and 319–336\n"))
    func lines(_ format: DataFormat) -> [String] { InfoDocument.DataEntry(format).lines }
    #expect(
      lines(.slicedVBI(SlicedVBIFormat([.teletext, .vps], bufferSize: 2304)))
        == ["services: teletext, vps", "buffers: 2304 bytes"])
    #expect(
      lines(.sdr(SDRFormat(.sdrCU8, bufferSize: 8))) == ["CU08 (Complex U8)", "buffers: 8 bytes"])
    let metadata = MetadataFormat(
      .metadataGeneric8, bufferSize: 64, width: 16, height: 4, bytesPerLine: 16)
    #expect(lines(.metadata(metadata))[1] == "lines: 16x4")
  }

  @Test func `a webcam without any of it shows nothing of it`() {
    var document = Samples.info
    document.queues[0].crop = nil
    document.queues[0].compose = nil
    document.signal = nil
    document.outputs = []
    let text = document.rendered(on: .plain)
    for word in ["crop", "compose", "Standard", "Timings", "Sound", "Tuner", "OUTPUT"] {
      #expect(!text.contains(word))
    }
    #expect(text.hasSuffix("ok\n") && !text.contains("\n\n\n"))
  }

  @Test func `a signal that fails is told with advice`() {
    var signal = SignalDocument()
    signal.timings = Samples.timings
    signal.detectedTimings = SignalDocument.Detection(.noLink)
    #expect(signal.facts.map(\.label) == ["Timings"])
    #expect(signal.facts[0].lines[1].hasPrefix("no signal: check the cable"))
    signal.detectedTimings = nil
    #expect(signal.facts[0].lines.count == 1)
    signal.tuner = Samples.signal.tuner
    signal.tuner?.receivedAudio = [.firstLanguage, .secondLanguage]
    signal.tuner?.audioMode = .bothLanguages
    #expect(
      signal.facts.last?.lines.last
        == "signal 50 %, sound second language, first language, set to both languages")
    let offset = InfoDocument.Selection(
      rectangle: Rectangle(left: 4, top: 2, width: 8, height: 6),
      bounds: Rectangle(left: 2, top: 2, width: 80, height: 60))
    #expect(offset.text == "8x6+4+2 within 80x60+2+2")
    #expect(Quantity.hertz(0) == "0 Hz" && Quantity.hertz(62_500) == "62.5 kHz")
    #expect(Quantity.hertz(1_000_000_000) == "1 GHz" && Quantity.hertz(25_175_000) == "25.175 MHz")
  }

  @Test func `a summary tells what was captured, stored and lost`() {
    var document = Samples.capture
    #expect(
      document.summary
        == "61 frames in 2.00 s (30.00 fps), YUYV 640x480 @ 30 fps, 37.5 MB to x.raw; no drops")
    document.output.frames = 60
    document.drops.driverGaps = 2
    document.drops.damaged = 1
    #expect(
      document.summary
        == "61 frames in 2.00 s (30.00 fps), YUYV 640x480 @ 30 fps, 60 stored: 37.5 MB to x.raw; "
        + "drops: 2 lost by the driver, 1 damaged")
    document.frames = 0
    document.fps = 0
    document.output.frames = 0
    document.output.container = "null"
    #expect(document.summary.hasPrefix("0 frames, YUYV 640x480 @ 30 fps, nothing stored; "))
  }
}
