package import V4L2
package import VideoFormats

/// Lets go of frames at an end of a pipeline.
package final class NullStage: Consumer {
  package let description: StageDescription
  private var isFinished = false

  package init(_ description: StageDescription) throws(PipelineError) {
    self.description = description
    try StageOptions(description).end()
  }

  package func configure(_ format: Format, interval: Interval?) throws(PipelineError) {}
  package func accept(_ frame: consuming Frame) throws(PipelineError) {}
  package func finish() throws(PipelineError) { isFinished = true }
  package var isDone: Bool { isFinished }
}
