import Capture
import Display
import FrameShare
import SystemIO
import V4L2
import VideoFormats

@testable import vidctl

/// Documents with every key in them.
enum Samples {
  static let usb = DevicesDocument.USB(vendor: "046d", product: "0892")

  static let devices = DevicesDocument(devices: [
    DevicesDocument.Entry(
      name: "HD Webcam", driver: "uvcvideo", busInfo: "usb-1",
      usb: DevicesDocument.USB(vendor: "046d", product: "0892", serial: "AB12"),
      sysfsPath: "/sys/devices/x",
      nodes: [
        DevicesDocument.Node(
          path: "/dev/video0", name: "HD Webcam", index: 0, byID: ["a"], byPath: ["b"],
          card: "HD Webcam", capabilities: ["videoCapture"], queues: [.videoCapture],
          error: "no; yes")
      ])
  ])

  static let info = InfoDocument(
    node: "/dev/video0", driver: "uvcvideo", card: "HD Webcam", busInfo: "usb-1",
    kernelVersion: "6.12.1", capabilities: ["videoCapture", "streaming"],
    deviceCapabilities: ["videoCapture", "streaming"],
    identity: InfoDocument.Identity(
      name: "HD Webcam", usb: usb, byID: ["/dev/v4l/by-id/x"], byPath: [],
      sysfsPath: "/sys/devices/x"),
    queues: [
      InfoDocument.Queue(
        type: .videoCapture,
        format: InfoDocument.FormatEntry(
          Format(
            .yuyv, width: 640, height: 480, field: .none,
            colorimetry: Colorimetry(colorSpace: .sRGB),
            planes: [Format.Plane(bytesPerLine: 1280, size: 614_400)])),
        interval: Interval(1, 30),
        crop: InfoDocument.Selection(
          rectangle: Rectangle(left: 16, top: 8, width: 640, height: 480),
          bounds: Rectangle(width: 720, height: 576)),
        compose: InfoDocument.Selection(
          rectangle: Rectangle(width: 640, height: 480),
          bounds: Rectangle(width: 640, height: 480))),
      InfoDocument.Queue(
        type: .vbiCapture,
        data: InfoDocument.DataEntry(
          fourcc: .grey, bufferSize: 51_840, samplingRate: 27_000_000, samplesPerLine: 1440,
          offset: 24, first: .init(start: 6, count: 18), second: .init(start: 319, count: 18),
          flags: .interlaced, services: [.teletext, .vps], width: 1, height: 2, bytesPerLine: 3)),
    ],
    inputs: [
      InfoDocument.InputEntry(
        index: 0, name: "Camera 1", kind: "camera", status: "ok", isCurrent: true,
        hasStandards: false, hasDVTimings: false)
    ],
    outputs: [
      InfoDocument.OutputEntry(
        index: 0, name: "HDMI 1", kind: "cable", isCurrent: true, hasStandards: false,
        hasDVTimings: true)
    ],
    signal: signal,
    holders: [InfoDocument.Holder(processID: 7, name: "obs")])

  static let timings = SignalDocument.TimingsEntry(
    name: "1280x720p60", width: 1280, height: 720, totalWidth: 1650, totalHeight: 750,
    isInterlaced: false, pixelClock: 74_250_000, interval: Interval(1, 60), standards: .cea861,
    flags: [.canReduceRate, .isCEVideo])

  /// No real input has all of this.
  static let signal: SignalDocument = {
    var signal = SignalDocument()
    signal.standard = .pal
    signal.detectedStandard = SignalDocument.Detection(.detected(.ntscM))
    signal.timings = timings
    signal.detectedTimings = SignalDocument.Detection(
      result: .detected, timings: timings, explanation: "1280x720p60")
    signal.audioInput = SignalDocument.AudioEntry(index: 1, name: "Line-In")
    signal.tuner = SignalDocument.TunerEntry(
      index: 0, name: "TV Tuner", frequency: 175_250_000, lowestFrequency: 44_000_000,
      highestFrequency: 958_000_000, signalStrength: 0x8000, receivedAudio: [.mono],
      audioMode: .stereo)
    return signal
  }()

  static let display = DisplayDocument(
    node: "/dev/video0",
    granted: CaptureDocument.Granted(
      fourcc: .xbgr32, width: 640, height: 480,
      planes: [Format.Plane(bytesPerLine: 2560, size: 1_228_800)], interval: Interval(1, 30)),
    adjustments: ["rate: 31 → 30"], way: .reverse, importRefusal: "no",
    output: DisplayDocument.Output(
      card: "/dev/dri/card0", driver: "virtio_gpu", connector: "Virtual-1", mode: "640x480@60",
      plane: .primary, format: DRMFormat(rawValue: 0x3432_5258), isAtomic: true, isScaled: false,
      source: Rectangle(width: 640, height: 480),
      destination: Rectangle(left: 1, top: 2, width: 640, height: 480)),
    buffers: 5, frames: 60, shown: 59, skipped: 1, fps: 30,
    drops: CaptureStatistics.Drops(),
    latencyMicroseconds: FlipStatistics.Latency(p50: 1, p95: 2, p99: 3, max: 4), end: .count,
    error: "nothing")

  static let displays = DisplaysDocument(cards: [
    DisplaysDocument.Entry(
      path: "/dev/dri/card0", driver: "cirrus", summary: "qemu cirrus vga",
      capabilities: Card.Capabilities(
        isAtomic: true, imports: true, exports: true, hasDumbBuffers: true, takesModifiers: true),
      connectors: [
        DisplaysDocument.Socket(
          name: "VGA-1", status: .connected, millimetres: Size(width: 320, height: 200),
          modes: [
            DisplaysDocument.Mode(
              width: 640, height: 480, refreshRate: 59.94, isInterlaced: false, isPreferred: true)
          ])
      ],
      planes: [
        DisplaysDocument.Layer(
          kind: .primary,
          formats: [
            DisplaysDocument.Offer(fourcc: DRMFormat(rawValue: 0x3432_5258), modifiers: ["linear"])
          ])
      ], error: "no; yes")
  ])

  static let formats = FormatCatalog(
    node: "/dev/video0",
    device: CatalogDevice(card: "HD Webcam", driver: "uvcvideo", busInfo: "usb-1"),
    queues: [
      QueueFormats(
        type: .videoCapture, memory: [.mmap, .dmabuf],
        formats: [
          FormatDescription(
            pixelFormat: .yuyv, description: "YUYV 4:2:2", flags: .emulated,
            sizes: [
              SizeDescription(
                size: .discrete(Size(width: 640, height: 480)),
                intervals: [.discrete(Interval(1, 30))]),
              SizeDescription(
                size: .stepwise(
                  min: Size(width: 2, height: 2), max: Size(width: 8, height: 8),
                  step: Size(width: 2, height: 2)),
                intervals: [
                  .stepwise(min: Interval(1, 60), max: Interval(1, 1), step: Interval(1, 60))
                ]),
            ])
        ])
    ])

  static let dataCapture = DataCaptureDocument(
    node: "/dev/vbi0", content: "VBI", frames: 3, bytes: 155_520, missing: 1, errorFrames: 0,
    output: CaptureDocument.Output(
      path: "x.raw", container: "raw", frames: 3, bytes: 155_520, unusable: 0, dropped: 0),
    end: .error, error: "nothing")

  private static let granted = CaptureDocument.Granted(
    fourcc: .yuyv, width: 640, height: 480,
    planes: [Format.Plane(bytesPerLine: 1280, size: 614_400)], interval: Interval(1, 30))

  static let sharedCapture = SharedCaptureDocument(
    source: "share:/run/camera", name: "camera",
    server: PeerCredentials(processID: 7, userID: 1000, groupID: 1000), granted: granted,
    frames: 3, bytes: 9, errorFrames: 1, overrun: 1, received: SharedCamera.Statistics(),
    output: CaptureDocument.Output(
      path: "x.raw", container: "raw", frames: 3, bytes: 9, unusable: 0, dropped: 0),
    end: .error, error: "nothing")

  static let share: ShareDocument = {
    var statistics = ShareServer.Statistics()
    statistics.ends = ["left": 1]
    var client = ShareServer.Client(
      peer: PeerCredentials(processID: 7, userID: 1000, groupID: 1000))
    client.end = "left"
    return ShareDocument(
      node: "/dev/video0", socket: "/run/camera", granted: granted, adjustments: [], frames: 3,
      fps: 30, drops: CaptureStatistics.Drops(), memory: .mmap, buffers: 8, shared: statistics,
      clients: [client], end: .error, error: "nothing")
  }()

  static let capture = CaptureDocument(
    node: "/dev/video0",
    granted: CaptureDocument.Granted(
      fourcc: .yuyv, width: 640, height: 480,
      planes: [Format.Plane(bytesPerLine: 1280, size: 614_400)], interval: Interval(1, 30)),
    adjustments: [], frames: 61, bytes: 37_478_400, fps: 30, drops: CaptureStatistics.Drops(),
    damage: Damage(), numbering: FrameNumbering(), clock: clock, latencyMicroseconds: latency,
    memory: .mmap, buffers: CaptureDocument.Buffers(count: 4, changes: BufferChanges()),
    restarts: 0, interruptedSeconds: 0,
    output: CaptureDocument.Output(
      path: "x.raw", container: "raw", frames: 61, bytes: 37_478_400, unusable: 0, dropped: 0),
    segments: [segment],
    end: .count, error: "nothing")

  static let clock = ClockDocument(
    source: .monotonic, stamped: .endOfFrame, anomalies: ClockAnomalies())

  static let statistics = StatisticsReport(
    node: "/dev/video0", seconds: 2, frames: 60, bytes: 36_864_000, fps: 30, recentFPS: 29.5,
    secondsSinceFrame: 0.02, drops: CaptureStatistics.Drops(), damage: Damage(),
    numbering: FrameNumbering(), clock: clock, latencyMicroseconds: latency,
    latencySumMicroseconds: 120, latencyCount: 60,
    buffers: StatisticsReport.Buffers(count: 4, onLoan: 1, lost: 0),
    output: StatisticsReport.Output(), segments: 1, restarts: 0, interruptedSeconds: 0,
    isFinal: false)

  static let segment = SegmentsDocument.Segment(
    file: "x.raw",
    format: CaptureDocument.Granted(
      fourcc: .yuyv, width: 640, height: 480,
      planes: [Format.Plane(bytesPerLine: 1280, size: 614_400)], interval: Interval(1, 30)),
    frames: 61, bytes: 37_478_400, first: SegmentsDocument.Mark(sequence: 0, timestamp: 5),
    last: SegmentsDocument.Mark(sequence: 60, timestamp: 65), end: .count)

  static let segments = SegmentsDocument(
    node: "/dev/video0", container: "raw",
    segments: [
      {
        var adjusted = segment
        adjusted.adjustments = ["crop: 704x560+8+8 → 704x472+8+8"]
        return adjusted
      }()
    ])

  static let negotiate = NegotiateDocument(
    node: "/dev/video0", constraints: "fps=30", candidates: 1, proposals: [choice],
    rejected: [choice],
    explanation: NegotiateDocument.Refusal(
      text: "no",
      obstacles: [
        NegotiateDocument.Obstacle(constraint: "fps=30", column: 1, removed: 2, offered: "5 fps")
      ], nearest: [choice]),
    applied: NegotiateDocument.Applied(
      format: format, interval: Interval(1, 30), differences: [difference]))

  private static let choice = NegotiateDocument.Choice(
    fourcc: .yuyv, description: "YUYV 4:2:2", width: 640, height: 480, interval: Interval(1, 30),
    alternative: 0, reasons: ["30 fps"], bytesPerFrame: 614_400, bytesPerSecond: 18_432_000,
    granted: format, differences: [difference], unmet: ["fps=30"], error: "no")

  private static let difference = NegotiateDocument.Difference(
    part: "width", asked: "641", tried: "640", set: "640", got: "640", reason: "steps")

  private static let format = InfoDocument.FormatEntry(
    Format(
      .yuyv, width: 640, height: 480, field: .none,
      planes: [Format.Plane(bytesPerLine: 1280, size: 614_400)]))

  static let edid = EDIDDocument(
    node: "/dev/video2", input: 3, name: "HDMI 1",
    edid: EDIDDocument.Content(
      manufacturer: "ABC", productCode: 0x1234, serialNumber: 7, version: "1.3",
      displayName: "Monitor 1", serialText: "0123", preferredTimings: timings, blocks: 2,
      hex: "00ff"))

  private static let latency = try? JSONText.decode(
    CaptureStatistics.Latency.self, #"{"p50":1,"p95":2,"p99":3,"max":4}"#)

  static let recording = RecordingDocument(
    file: "bug.v4l2rec",
    facts: RecordingDocument.Facts(
      tool: "vidctl 0.1.0", command: "info 0", kernel: "6.12.1", build: "#1 SMP",
      architecture: "x86_64", frames: "no"), nodes: ["/dev/video0"],
    drivers: ["driver=\"uvcvideo\""], records: 12, bytesTotal: 3456, frameBytes: 0, seconds: 0.5,
    end: .complete, calls: [RecordingDocument.Count(name: "open", count: 1, failed: 0)],
    listing: ["open /dev/video0 = #1"])
}
