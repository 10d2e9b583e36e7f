package import V4L2

extension DataStream {
  /// The next payload; anything else is an error.
  package mutating func frame(timeout: Duration? = nil) throws -> Frame {
    switch try next(timeout: timeout) {
    case .frame(let frame): return frame
    case .notReady: throw ContractFailure("not ready, where a payload was due")
    case .woken: throw ContractFailure("woken, where a payload was due")
    case .endOfStream: throw ContractFailure("the end of the stream, where a payload was due")
    case .sourceChanged: throw ContractFailure("a change of source, where a payload was due")
    }
  }
}
