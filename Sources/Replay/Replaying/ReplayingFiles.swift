internal import Synchronization
package import SystemIO

/// Answers what discovery asks of the file trees from a recording.
///
/// A question that is asked more often than it was recorded gets the last answer again.
package final class ReplayingFiles: FileAnswers {
  private struct Key: Hashable {
    var question: FileQuestion
    var path: String
  }

  private struct State {
    var answers: [Key: [[String]?]] = [:]
    var position: [Key: Int] = [:]
  }

  private let replay: Replaying
  private let state: Mutex<State>

  package init(_ replay: Replaying) {
    self.replay = replay
    var state = State()
    for answer in replay.file.answers {
      state.answers[Key(question: answer.question, path: answer.path), default: []]
        .append(answer.answers)
    }
    self.state = Mutex(state)
  }

  private func answer(_ question: FileQuestion, _ path: String) -> [String]? {
    let key = Key(question: question, path: path)
    let found = state.withLock { state -> [String]?? in
      guard let answers = state.answers[key] else { return .none }
      let position = state.position[key] ?? 0
      state.position[key] = min(position + 1, answers.count - 1)
      return .some(answers[position])
    }
    if let found { return found }
    replay.state.withLock { $0.deviate(from: nil, came: "\(question) of \(path)") }
    return nil
  }

  package func names(in folder: String) -> [String] { answer(.names, folder) ?? [] }
  package func text(_ path: String) -> String? { answer(.text, path)?.first }
  package func link(_ path: String) -> String? { answer(.link, path)?.first }
  package func realPath(_ path: String) -> String? { answer(.realPath, path)?.first }

  package func characterDevice(_ path: String) -> Int64 {
    answer(.characterDevice, path)?.first.flatMap { Int64($0) } ?? -2
  }

  package func holders(of path: String) -> [FileHolder] {
    let texts = answer(.holders, path) ?? []
    return stride(from: 0, to: texts.count - 1, by: 2).compactMap { index in
      Int(texts[index]).map { FileHolder(processID: $0, name: texts[index + 1]) }
    }
  }
}
