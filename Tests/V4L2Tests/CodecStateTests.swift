import Testing

@testable import V4L2

/// The kernel's rules for stateful codecs, with what a driver says in every order, the wrong ones included.
@Suite struct CodecStateTests {
  /// Something that happens to a codec.
  private enum Step: CaseIterable {
    case change, last, wish, tell, prepare, returned, resume
  }

  private func applying(_ steps: [Step], to start: CodecState) -> CodecState {
    var state = start
    for step in steps {
      switch step {
      case .change: state.noteSourceChange()
      case .last: state.noteLast()
      case .wish: state.noteWishToEnd()
      case .tell: if state.mustTell { state.noteTold(takesOrders: true) }
      case .prepare: if state.destination == .due { state.notePrepared() }
      case .returned: state.noteAllReturned()
      case .resume: state.noteResumed(hasDestination: true)
      }
    }
    return state
  }

  @Test func `a decoder begins with the header, an encoder with its results`() {
    #expect(CodecState(awaitsHeader: true).destination == .awaitingHeader)
    #expect(CodecState(awaitsHeader: false).destination == .running)
    #expect(!CodecState(awaitsHeader: true).isRunning)
    let known = applying([.change, .prepare], to: CodecState(awaitsHeader: true))
    #expect(known.destination == .running && known.drain == .none)
  }

  @Test func `a change and the last buffer before it lead to the same, whichever is told first`() {
    let running = CodecState(awaitsHeader: false)
    let usual = applying([.change, .last], to: running)
    let late = applying([.last, .change], to: running)
    let twice = applying([.change, .change, .last, .last, .change], to: running)
    #expect(usual.destination == .due && late == usual && twice == usual)
    #expect(applying([.change, .last, .prepare], to: running).destination == .running)
  }

  @Test func `an end is an end by the last buffer, once`() {
    let running = CodecState(awaitsHeader: false)
    let ended = applying([.wish, .tell, .last, .last], to: running)
    #expect(ended.destination == .stopped && !ended.acceptsInput)
    // A driver may also find an end mark in its stream.
    #expect(applying([.last], to: running).destination == .stopped)
    let resumed = applying([.resume], to: ended)
    #expect(resumed.destination == .running && resumed.acceptsInput && resumed.drain == .none)
    var lost = ended
    lost.noteResumed(hasDestination: false)
    #expect(lost.destination == .due)
  }

  @Test func `a wish to end outlives a change, and is told anew`() {
    let running = CodecState(awaitsHeader: false)
    let changed = applying([.wish, .tell, .change, .last], to: running)
    #expect(changed.destination == .due && !changed.mustTell && !changed.acceptsInput)
    let again = applying([.prepare], to: changed)
    #expect(again.isRunning && again.mustTell)
    #expect(applying([.tell, .last], to: again).destination == .stopped)
    // And one that comes before the header waits for it.
    let early = applying([.wish], to: CodecState(awaitsHeader: true))
    #expect(!early.mustTell && !early.acceptsInput)
    #expect(applying([.change, .prepare], to: early).mustTell)
    #expect(applying([.returned], to: early).destination == .stopped)
    #expect(applying([.returned, .resume], to: early).destination == .awaitingHeader)
  }

  @Test func `without orders the end is where all results have come`() {
    var state = CodecState(awaitsHeader: false)
    state.accepted = 2
    state.noteWishToEnd()
    #expect(state.mustTell)
    state.noteTold(takesOrders: false)
    state.delivered = 1
    state.noteAllReturned()
    #expect(state.destination == .running)
    state.delivered = 2
    state.noteAllReturned()
    #expect(state.destination == .stopped)
  }

  @Test func `no order of what may happen leads astray`() {
    // Every sequence of six steps: after whatever happened, a codec can be brought to an end and beyond.
    for awaitsHeader in [true, false] {
      var states: [CodecState] = [CodecState(awaitsHeader: awaitsHeader)]
      for _ in 0..<6 {
        var next: [CodecState] = []
        for state in states {
          for step in Step.allCases {
            let after = applying([step], to: state)
            if !next.contains(after) { next.append(after) }
          }
        }
        states = next
      }
      #expect(states.count < 40)
      for state in states {
        let ended = applying(
          [.change, .last, .prepare, .wish, .tell, .last, .returned], to: state)
        #expect(ended.destination == .stopped, "\(state)")
        let again = applying([.resume, .change, .last, .prepare], to: ended)
        #expect(again.destination == .running && again.acceptsInput, "\(state)")
      }
    }
  }
}
