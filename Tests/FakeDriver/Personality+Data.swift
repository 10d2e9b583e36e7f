internal import VideoFormats

extension Personality {
  /// A queue that carries no pictures.
  package enum DataShape: Sendable, Equatable {
    case vbi, slicedVBI, sdr, metadata, vbiOutput, slicedVBIOutput, metadataOutput

    var isOutput: Bool { [.vbiOutput, .slicedVBIOutput, .metadataOutput].contains(self) }

    /// The kernel's number of the queue's type.
    var queueType: UInt32 {
      switch self {
      case .vbi: 4
      case .vbiOutput: 5
      case .slicedVBI: 6
      case .slicedVBIOutput: 7
      case .sdr: 11
      case .metadata: 13
      case .metadataOutput: 14
      }
    }

    /// The capability that a node has with it.
    var capability: UInt32 {
      switch self {
      case .vbi: 0x10
      case .vbiOutput: 0x20
      case .slicedVBI: 0x40
      case .slicedVBIOutput: 0x80
      case .sdr: 0x10_0000
      case .metadata: 0x80_0000
      case .metadataOutput: 0x800_0000
      }
    }

    /// The formats to choose from, with the bytes of a buffer.
    var formats: [(format: PixelFormat, size: Int)] {
      switch self {
      case .vbi, .vbiOutput: [(.grey, 1440 * 36)]
      case .slicedVBI, .slicedVBIOutput: [(PixelFormat(rawValue: 0), 36 * 64)]
      case .sdr: [(.sdrCU8, 8192), (.sdrCS8, 8192)]
      case .metadata: [(.metadataUVC, 24)]
      case .metadataOutput: [(.metadataVivid, 8)]
      }
    }
  }

  /// A node that carries no pictures, 60 payloads a second.
  package static func carrying(_ data: DataShape) -> Personality {
    var personality = Personality(
      capabilities: data.capability | streamingBits | 0x100_0000,
      formats: data.formats.map { entry in
        FormatEntry(
          entry.format, "Data",
          planes: [PlaneShape(bitsPerPixel: 8)],
          sizes: [.discrete(Size(width: entry.size, height: 1))],
          intervals: [.discrete(Interval(1, 60))])
      })
    personality.data = data
    personality.inputs = []
    personality.supportsRequests = true
    return personality
  }
}
