internal import Synchronization
package import SystemIO

/// Writes down what discovery asks of the file trees, into the recording of the calls beside it.
package final class RecordingFiles: FileAnswers {
  private let base: any FileAnswers
  private let recording: Recording

  package init(_ base: any FileAnswers, _ recording: Recording) {
    self.base = base
    self.recording = recording
  }

  private func note(_ question: FileQuestion, _ path: String, _ answers: [String]?) {
    let name = Array(path.utf8)
    let texts = (answers ?? []).map { Array($0.utf8) }
    let size = texts.reduce(12 + name.count) { $0 + 4 + $1.count }
    recording.state.withLock { state in
      guard state.buffer.begin(.files, size: size) else { return }
      state.buffer.put(UInt32(question.rawValue))
      state.buffer.put(text: name)
      state.buffer.put(answers == nil ? UInt32.max : UInt32(texts.count))
      for text in texts { state.buffer.put(text: text) }
      state.buffer.end()
    }
  }

  package func names(in folder: String) -> [String] {
    let names = base.names(in: folder)
    note(.names, folder, names)
    return names
  }

  package func text(_ path: String) -> String? {
    let text = base.text(path)
    note(.text, path, text.map { [$0] })
    return text
  }

  package func link(_ path: String) -> String? {
    let target = base.link(path)
    note(.link, path, target.map { [$0] })
    return target
  }

  package func realPath(_ path: String) -> String? {
    let target = base.realPath(path)
    note(.realPath, path, target.map { [$0] })
    return target
  }

  package func characterDevice(_ path: String) -> Int64 {
    let device = base.characterDevice(path)
    note(.characterDevice, path, ["\(device)"])
    return device
  }

  package func holders(of path: String) -> [FileHolder] {
    let holders = base.holders(of: path)
    note(.holders, path, holders.flatMap { ["\($0.processID)", $0.name] })
    return holders
  }
}
