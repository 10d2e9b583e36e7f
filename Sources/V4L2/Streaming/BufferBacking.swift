internal import DMABuf
internal import Synchronization
internal import SystemIO
internal import SystemPackage
internal import VideoFormats

/// What the planes of one buffer are made of, kept for as long as the pool or a frame needs them.
struct BufferBacking: Sendable {
  /// Planes in this process's memory.
  var mappings: [Mapping] = []
  /// Planes that are other devices' memory.
  var buffers: [DMABuffer] = []
  /// Descriptors of the planes that were given out, by plane.
  var exports: [DMABuffer] = []
}

/// Finds or makes the memory of buffers, one after the other.
struct BackingMaker {
  let node: Node
  let type: QueueType
  let memory: BufferMemory
  /// What the format needs of each plane, for buffers the driver says nothing about.
  let planeSizes: [Int]

  /// The program's page, to whose start its memory must be aligned.
  static let pageSize = 4096

  /// Buffers of those granted that can be used: a driver that grants more than was asked for, and than the caller has
  /// brought memory for, goes without the rest.
  func usable(of granted: Int, asked: Int) -> Int {
    guard let brought, brought > 0, brought >= asked else { return granted }
    return min(granted, brought)
  }

  /// Buffers the caller has brought memory for; nil where the queue finds it by itself.
  var brought: Int? {
    switch memory {
    case .mmap, .read, .userptr(.allocated), .heap: nil
    case .userptr(.regions(let regions)): regions.count
    case .dmabuf(let buffers): buffers.count
    }
  }

  /// Makes the memory of a buffer and notes it in its record.
  func make(_ index: Int, _ record: inout LoanRecord) throws(V4L2Error) -> BufferBacking {
    record.edition = LoanRecord.nextEdition()
    record.lender = 0
    switch memory {
    case .mmap: return try map(index, &record)
    case .userptr(.allocated(let pages)):
      return try allocate(try lengths(of: index), &record, isHuge: pages == .huge)
    case .userptr(.regions(let all)):
      return try place(all.indices.contains(index) ? all[index] : [], index, &record)
    case .dmabuf(let all):
      return try attach(all.indices.contains(index) ? all[index] : [], index, &record)
    case .heap(let heap): return try allocate(try lengths(of: index), &record, of: heap)
    case .read: return try allocate(planeSizes, &record, isHuge: false)
    }
  }

  /// What the driver wants of a buffer's planes.
  private func planes(of index: Int) throws(V4L2Error) -> [BufferReport.Plane] {
    var planes: [BufferReport.Plane] = []
    let address = BufferAddress(index: index, type: type, memory: memory.type.kernelNumber)
    try node.queryBuffer(address) { report in
      planes = (0..<report.planeCount).map(report.plane)
    }
    return planes
  }

  private func lengths(of index: Int) throws(V4L2Error) -> [Int] {
    let stated = try planes(of: index).map(\.length)
    return stated.enumerated().map { number, length in
      length > 0 || number >= planeSizes.count ? length : planeSizes[number]
    }
  }

  private func map(_ index: Int, _ record: inout LoanRecord) throws(V4L2Error) -> BufferBacking {
    var backing = BufferBacking()
    for plane in try planes(of: index) {
      do {
        backing.mappings.append(
          try Mapping(
            descriptor: node.descriptor, offset: plane.mapOffset, length: plane.length,
            writable: true))
      } catch {
        throw V4L2Error("mmap", node: node.path, error)
      }
    }
    record.note(backing.mappings)
    return backing
  }

  private func allocate(
    _ lengths: [Int], _ record: inout LoanRecord, isHuge: Bool
  ) throws(V4L2Error) -> BufferBacking {
    var backing = BufferBacking()
    for length in lengths {
      do {
        backing.mappings.append(
          try Mapping(anonymous: max(length, 1), isHuge: isHuge, calls: node.calls))
      } catch {
        throw V4L2Error("mmap", node: node.path, error)
      }
    }
    record.note(backing.mappings)
    return backing
  }

  private func allocate(
    _ lengths: [Int], _ record: inout LoanRecord, of heap: DMAHeap
  ) throws(V4L2Error) -> BufferBacking {
    var buffers: [DMABuffer] = []
    for length in lengths {
      do {
        buffers.append(try heap.allocate(size: length))
      } catch {
        throw V4L2Error("DMA_HEAP_IOCTL_ALLOC", node: node.path, error)
      }
    }
    record.planeCount = buffers.count
    return BufferBacking.importing(buffers, into: &record)
  }

  private func place(
    _ regions: [UserRegion], _ index: Int, _ record: inout LoanRecord
  ) throws(V4L2Error) -> BufferBacking {
    let lengths = try lengths(of: index)
    try check(regions.map(\.length), lengths, index, "memory")
    for (plane, region) in regions.prefix(lengths.count).enumerated() {
      guard region.address.isMultiple(of: UInt(Self.pageSize)), region.address > 0 else {
        throw V4L2Error(
          "VIDIOC_QBUF", node: node.path,
          reason: .unsupported(
            "plane \(plane) of buffer \(index) is at 0x\(String(region.address, radix: 16)), "
              + "which is not a multiple of \(Self.pageSize)"))
      }
      record.memory[plane] = Payload(address: region.address, length: region.length)
    }
    record.planeCount = lengths.count
    return BufferBacking()
  }

  private func attach(
    _ buffers: [DMABuffer], _ index: Int, _ record: inout LoanRecord
  ) throws(V4L2Error) -> BufferBacking {
    let lengths = try lengths(of: index)
    record.planeCount = lengths.count
    // An output buffer may get its memory with the frame that is submitted.
    if buffers.isEmpty, type.isOutput {
      for plane in lengths.indices { record.memory[plane] = Payload(length: lengths[plane]) }
      return BufferBacking()
    }
    try check(buffers.map(\.size), lengths, index, "dma-buf")
    return BufferBacking.importing(
      Array(buffers.prefix(lengths.count)), into: &record, toFill: type.isOutput)
  }

  private func check(
    _ sizes: [Int], _ wanted: [Int], _ index: Int, _ what: String
  ) throws(V4L2Error) {
    guard sizes.count >= wanted.count else {
      throw V4L2Error(
        "VIDIOC_QBUF", node: node.path,
        reason: .unsupported(
          "buffer \(index) has \(sizes.count) of \(wanted.count) memory planes"))
    }
    for (plane, length) in wanted.enumerated() where sizes[plane] < length {
      throw V4L2Error(
        "VIDIOC_QBUF", node: node.path,
        reason: .unsupported(
          "the \(what) of plane \(plane) of buffer \(index) has \(sizes[plane]) of \(length) bytes")
      )
    }
  }
}

extension BufferBacking {
  /// Takes in other devices' buffers. Those that can be mapped can be read here as well, and those that are to be filled
  /// here only if they can be written to.
  static func importing(
    _ buffers: [DMABuffer], into record: inout LoanRecord, toFill: Bool = false
  ) -> BufferBacking {
    var backing = BufferBacking(buffers: buffers)
    for (plane, buffer) in buffers.enumerated() {
      var mapping = try? buffer.map()
      if toFill, mapping?.isWritable == false { mapping = nil }
      if let mapping { backing.mappings.append(mapping) }
      let address = mapping.map { unsafe UInt(bitPattern: $0.base) } ?? 0
      record.memory[plane] = Payload(address: address, length: buffer.size)
      record.descriptors[plane] = buffer.rawDescriptor
    }
    return backing
  }
}

extension LoanRecord {
  /// Notes where the planes are.
  mutating func note(_ mappings: [Mapping]) {
    planeCount = mappings.count
    for (plane, mapping) in mappings.enumerated() {
      memory[plane] = Payload(
        address: unsafe UInt(bitPattern: mapping.base), length: mapping.length)
    }
  }
}

extension MemoryType {
  /// The kernel's number; zero for reading, which has no queue.
  var kernelNumber: UInt32 {
    switch self {
    case .mmap: 1
    case .userptr: 2
    case .dmabuf: 4
    case .read: 0
    }
  }
}
