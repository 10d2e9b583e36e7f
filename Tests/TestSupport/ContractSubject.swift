package import SystemIO
package import V4L2
internal import VideoFormats

/// A driver the contract is checked on: the pretended one, or the kernel's own.
package protocol ContractSubject: Sendable {
  /// The system calls its devices are opened with.
  var calls: any SystemCalls { get }
  /// The node that plays a role; nil where there is none.
  func path(of role: ContractRole) -> String?
  /// Lets the driver misbehave.
  func inject(_ fault: ContractFault, on role: ContractRole) throws
  /// Ends every misbehaviour, also after a disconnection.
  func recover(_ role: ContractRole)
  /// Lets time pass.
  func pause(_ duration: Duration)
  /// Rings a doorbell from elsewhere, later.
  func ring(_ wake: WakeEvent, after delay: Duration)
  /// What is held of the kernel at this moment.
  func resources() -> ContractResources
}

/// What a device is needed for.
package enum ContractRole: String, Sendable, CaseIterable {
  /// A webcam with the single-planar API.
  case webcam
  /// One with the multi-planar API.
  case multiplanar
  /// One with a webcam, a TV, an S-Video and an HDMI input, in this order.
  case grabber
  /// A device that puts pictures out, by an S-Video and an HDMI output.
  case display
  /// A device that copies pictures from memory to memory.
  case converter
  /// A stateful encoder of FWHT, or of what stands for it.
  case encoder
  /// The decoder of what that one makes.
  case decoder
}

/// A way for a driver to misbehave.
package enum ContractFault: String, Sendable, CaseIterable {
  /// No frame reaches the program until the subject recovers.
  case dropsAllFrames
  /// The next frame is marked as damaged.
  case damagesNextFrame
  /// The next REQBUFS answers EINVAL.
  case refusesBuffers
  /// The next QBUF answers EINVAL.
  case refusesQueueing
  /// The next STREAMON answers EINVAL.
  case refusesStart
  /// The queue fails until STREAMOFF.
  case failsStreaming
  /// The device goes, and is there again once everybody has closed it.
  case disconnects
  /// Frames count from shortly before the number wraps.
  case wrapsSequence
  /// Nothing comes in at the chosen input.
  case losesSignal
  /// What comes in at the chosen input is not stable.
  case losesLock
  /// What comes in at the chosen HDMI input is too fast for the device.
  case sendsTooFast
  /// What comes in at the chosen analogue input is NTSC-M, whatever is set.
  case sendsNTSC
}

/// What could leak.
package struct ContractResources: Equatable, Sendable, CustomStringConvertible {
  package var descriptors: Int
  package var mappings: Int

  package init(descriptors: Int, mappings: Int) {
    self.descriptors = descriptors
    self.mappings = mappings
  }

  package var description: String { "\(descriptors) descriptors, \(mappings) mappings" }
}

/// Something the contract needs that did not happen, where an expectation cannot say it.
package struct ContractFailure: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}

// What most cases begin with.
extension ContractSubject {
  package func open(_ role: ContractRole) throws -> Device {
    guard let path = path(of: role) else { throw ContractFailure("no device is a \(role)") }
    return try Device(path: path, calls: calls)
  }

  package func makeWake() throws -> WakeEvent {
    try WakeEvent(calls: calls)
  }

  /// A claimed queue, set to a small format and a high rate.
  package func queue(_ role: ContractRole, on device: Device? = nil) throws -> CaptureQueue {
    let queue = try (device ?? open(role)).captureQueue()
    _ = try queue.setFormat(Format(.yuyv, width: 320, height: 180))
    _ = try queue.setInterval(Interval(1, 60))
    return queue
  }

  package func stream(
    _ role: ContractRole, on device: Device? = nil, count: Int? = nil, wake: WakeEvent? = nil
  ) throws -> CaptureStream {
    try queue(role, on: device).allocate(count: count).start(wake: wake)
  }
}

extension CaptureStream {
  /// The next frame; anything else is an error.
  package mutating func frame(timeout: Duration? = nil) throws -> Frame {
    switch try next(timeout: timeout) {
    case .frame(let frame): return frame
    case .notReady: throw ContractFailure("not ready, where a frame was due")
    case .woken: throw ContractFailure("woken, where a frame was due")
    case .endOfStream: throw ContractFailure("the end of the stream, where a frame was due")
    case .sourceChanged: throw ContractFailure("a change of source, where a frame was due")
    }
  }

  /// What `next` has to say, in a word.
  package mutating func outcome(timeout: Duration? = nil) throws(V4L2Error) -> String {
    word(for: try next(timeout: timeout))
  }

  /// What `nextIfReady` has to say, in a word.
  package mutating func outcomeIfReady() throws(V4L2Error) -> String {
    word(for: try nextIfReady())
  }

  private func word(for dequeued: consuming Dequeued) -> String {
    switch dequeued {
    case .frame: "frame"
    case .notReady: "notReady"
    case .woken: "woken"
    case .endOfStream: "endOfStream"
    case .sourceChanged: "sourceChanged"
    }
  }

  /// The error that `next` throws, with frames that come before it let go.
  package mutating func failure(timeout: Duration? = nil) -> V4L2Error? {
    do throws(V4L2Error) {
      for _ in 0..<64 { _ = try outcome(timeout: timeout) }
      return nil
    } catch {
      return error
    }
  }
}

/// The error that starting throws.
package func startFailure(_ queue: consuming AllocatedQueue) -> V4L2Error? {
  do throws(V4L2Error) {
    let stream = try queue.start()
    _ = stream.bufferCount
    return nil
  } catch {
    return error
  }
}

/// The error that allocating throws.
package func allocationFailure(_ queue: consuming CaptureQueue, count: Int?) -> V4L2Error? {
  do throws(V4L2Error) {
    let allocated = try queue.allocate(count: count)
    _ = allocated.bufferCount
    return nil
  } catch {
    return error
  }
}

/// The error that a body throws.
package func failure(_ body: () throws(V4L2Error) -> Void) -> V4L2Error? {
  do throws(V4L2Error) {
    try body()
    return nil
  } catch {
    return error
  }
}
