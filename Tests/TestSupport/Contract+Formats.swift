internal import SystemPackage
internal import Testing
internal import V4L2
internal import VideoFormats

// Negotiating formats and intervals.
extension ContractCase {
  static let formats: [Clause] = [
    (
      "every format and size on offer is granted as it is",
      { subject, role in
        let device = try subject.open(role)
        let queue = try device.captureQueue()
        let catalog = try #require(try device.formatCatalog().queues.first)
        for format in catalog.formats {
          for size in format.sizes {
            let wanted = Format(
              format.pixelFormat, width: size.size.largest.width, height: size.size.largest.height)
            let adjustment = try device.tryFormat(wanted, of: queue.type)
            #expect(adjustment.isExact, "\(format.pixelFormat): \(adjustment.changes)")
          }
          let small = try #require(format.sizes.first).size.largest
          let wanted = Format(format.pixelFormat, width: small.width, height: small.height)
          let granted = try queue.setFormat(wanted).granted
          let read = try queue.format()
          #expect(granted == read)
          #expect(granted.pixelFormat == format.pixelFormat)
          #expect(granted.field == .none)
          #expect(!granted.planes.isEmpty)
          #expect(granted.planes.allSatisfy { $0.size > 0 })
        }
      }
    ),
    (
      "trying a format changes nothing",
      { subject, role in
        let queue = try subject.queue(role)
        let before = try queue.format()
        let other = Format(.nv12, width: 640, height: 360)
        let tried = try queue.device.tryFormat(other, of: queue.type)
        #expect(tried.granted.pixelFormat == .nv12)
        #expect(tried.granted != before)
        let after = try queue.format()
        #expect(after == before)
      }
    ),
    (
      "an absurd size becomes the nearest on offer",
      { subject, role in
        let queue = try subject.queue(role)
        let sizes = try queue.device.sizes(of: .yuyv).map(\.size)
        let pixels = sizes.map(\.largest).sorted { $0.width * $0.height < $1.width * $1.height }
        for (width, height, expected) in [
          (1, 1, pixels.first), (0, 0, pixels.first), (100_000, 100_000, pixels.last),
        ] {
          let adjustment = try queue.setFormat(Format(.yuyv, width: width, height: height))
          #expect(adjustment.granted.size == expected)
          // Zero leaves the choice to the driver and is therefore no change.
          #expect(adjustment.isExact == (width == 0))
        }
      }
    ),
    (
      "an unknown format becomes one on offer, and the adjustment says so",
      { subject, role in
        let queue = try subject.queue(role)
        let unknown = PixelFormat(rawValue: 0x3f3f_3f3f)
        let adjustment = try queue.setFormat(Format(unknown, width: 320, height: 180))
        let offered = try queue.device.formats(of: queue.type).map(\.pixelFormat)
        #expect(offered.contains(adjustment.granted.pixelFormat))
        #expect(adjustment.changes.map(\.part) == ["pixelFormat"])
        #expect(adjustment.changes.first?.granted.contains("YUYV") == true)
      }
    ),
    (
      "lines may be longer than the picture needs",
      { subject, role in
        let queue = try subject.queue(role)
        var wanted = try queue.format()
        let line = try #require(wanted.planes.first).bytesPerLine
        wanted.planes[0] = Format.Plane(bytesPerLine: line + 64)
        let adjustment = try queue.setFormat(wanted)
        let plane = try #require(adjustment.granted.planes.first)
        #expect(plane.bytesPerLine == line + 64)
        #expect(plane.size >= (line + 64) * wanted.height)
        wanted.planes[0] = Format.Plane(bytesPerLine: 1)
        let reset = try queue.setFormat(wanted)
        #expect(reset.granted.planes.first?.bytesPerLine == line)
        #expect(reset.changes.map(\.part) == ["planes[0].bytesPerLine"])
      }
    ),
    (
      "colours are converted to what is asked, and read back",
      { subject, role in
        let queue = try subject.queue(role)
        let flags = try queue.device.formats(of: queue.type).first { $0.pixelFormat == .yuyv }?
          .flags
        try #require(flags?.contains(.cscColorSpace) == true)
        let colorimetry = Colorimetry(
          colorSpace: .rec709, transfer: .smpte240M, encoding: .bt2020, quantization: .full)
        let wanted = Format(.yuyv, width: 320, height: 180, colorimetry: colorimetry)
        let adjustment = try queue.setFormat(wanted)
        #expect(adjustment.granted.colorimetry == colorimetry)
        let read = try queue.format()
        #expect(read.colorimetry == colorimetry)
        // Who asks for no colours gets those that are set.
        let plain = try queue.setFormat(Format(.yuyv, width: 320, height: 180))
        #expect(plain.granted.colorimetry == colorimetry)
        #expect(plain.isExact)
        let usual = Colorimetry(colorSpace: .sRGB)
        let reset = try queue.setFormat(
          Format(.yuyv, width: 320, height: 180, colorimetry: usual))
        #expect(reset.granted.colorimetry.colorSpace == .sRGB)
        // One part alone is asked for beside the colour space that is there anyway.
        let limited = Colorimetry(quantization: .limited)
        let range = try queue.setFormat(
          Format(.yuyv, width: 320, height: 180, colorimetry: limited))
        #expect(range.granted.colorimetry.quantization == .limited)
        #expect(range.granted.colorimetry.colorSpace == .sRGB)
      }
    ),
    (
      "an interval is set, or rounded to one on offer",
      { subject, role in
        let queue = try subject.queue(role)
        let offered = try queue.device.intervals(of: .yuyv, size: Size(width: 320, height: 180))
        let exact = try queue.setInterval(Interval(1, 30))
        #expect(exact == Interval(1, 30))
        let read = try queue.interval()
        #expect(read == Interval(1, 30))
        for odd in [Interval(7, 1000), Interval(100, 1), Interval(1, 100_000), Interval(0, 0)] {
          let rounded = try #require(try queue.setInterval(odd))
          #expect(
            offered.contains { entry in
              if case .discrete(let one) = entry { one.isEquivalent(to: rounded) } else { false }
            }, "\(odd) became \(rounded)")
        }
      }
    ),
    (
      "what memory a queue takes is told at any time, and asking changes nothing",
      { subject, role in
        let device = try subject.open(role)
        let type = try #require(device.information.pictureCaptureQueue)
        let idle = try #require(try device.memoryTypes(of: type))
        #expect(idle.contains(.mmap))
        var stream = try subject.stream(role, on: device)
        let busy = try subject.open(role).memoryTypes(of: type)
        #expect(busy == idle)
        let outcome = try stream.outcome()
        #expect(outcome == "frame")
      }
    ),
    (
      "the wrong kind of queue is refused",
      { subject, role in
        let device = try subject.open(role)
        let wrong = role == .webcam ? QueueType.videoCaptureMultiplanar : .videoCapture
        let error = failure { () throws(V4L2Error) in _ = try device.format(of: wrong) }
        // vivid answers ENOTTY, most drivers EINVAL.
        let expected: [Errno?] = [.invalidArgument, .inappropriateIOCTLForDevice]
        #expect(expected.contains(error?.errno))
        #expect(try device.formats(of: wrong).isEmpty)
      }
    ),
  ]
}
