import Pipeline
import Testing

@Suite struct `The text of a pipeline` {
  private func read(_ text: String) throws -> PipelineDescription { try PipelineDescription(text) }

  private func refusal(_ text: String) -> PipelineError? {
    do throws(PipelineError) {
      _ = try PipelineDescription(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func `stages, arguments and options`() throws {
    let read = try read(
      "v4l2:/dev/video0,1280x720@30,fps>=25,input=2 ! m2m:/dev/video10,H264 ! file:\"a b,c!.h264\",drop-oldest,queue=3"
    )
    #expect(read.stages.map(\.kind) == [.v4l2, .m2m, .file])
    #expect(read.stages.map(\.argument) == ["/dev/video0", "/dev/video10", "a b,c!.h264"])
    #expect(read.stages[0].options.map(\.text) == ["1280x720@30", "fps>=25", "input=2"])
    #expect(read.stages[0].options.map(\.value) == [nil, nil, "2"])
    #expect(read.stages[2].policy == LinkPolicy(.dropOldest, depth: 3))
    #expect(read.stages[1].column == 48)
  }

  @Test func `branches and sinks that may fail`() throws {
    let read = try read("v4l2:0 ! tee(display:HDMI-A-1? ; copy ! null ; tee(null;file:x.raw?))")
    let tee = read.stages[1]
    #expect(tee.branches.map(\.count) == [1, 2, 1])
    #expect(tee.branches[0][0].isSurvivable && tee.branches[0][0].argument == "HDMI-A-1")
    #expect(tee.branches[2][0].branches[1][0].isSurvivable)
    #expect(try self.read("v4l2:0 ! display?").stages[1].isSurvivable)
    #expect(try self.read("v4l2:0 ! file:what?.raw").stages[1].argument == "what?.raw")
  }

  @Test(
    arguments: [
      ("", 1, "a stage is missing"),
      ("   ", 4, "a stage is missing"),
      ("v4l2:0", 1, "nothing takes the frames"),
      ("v4l2:0 !", 9, "a stage is missing"),
      ("v4l2:0 ! ! null", 10, "expected a stage"),
      ("v4l2:0 ! m2n:1 ! null", 10, "did you mean 'm2m'"),
      ("v4l2:0 ! zebra", 10, "there are v4l2"),
      ("null ! v4l2:0", 1, "begins with a source"),
      ("file:x ! null", 1, "begins with a source"),
      ("v4l2:0 ! null ! file:x", 17, "nothing can follow 'null'"),
      ("v4l2:0 ! v4l2:1 ! v4l2:2", 19, "a source cannot follow"),
      ("v4l2:0 ! m2m:1", 10, "nothing takes what 'm2m' makes"),
      ("v4l2:0 ! tee", 13, "a tee has branches"),
      ("v4l2:0 ! tee(null", 18, "expected ';'"),
      ("v4l2:0 ! tee(null ; )", 21, "a stage is missing"),
      ("v4l2:0 ! tee(null) ! null", 22, "nothing can follow a tee"),
      ("v4l2:0 ! null)", 14, "no '(' that this closes"),
      ("v4l2:0 ! null ; null", 15, "separates the branches"),
      ("v4l2:0 ! tee(file:a.raw ; file:a.raw)", 27, "used twice"),
      ("v4l2:0 ! tee(v4l2:1 ; v4l2:1)", 23, "used twice"),
      ("v4l2 ! null", 1, "a device is missing"),
      ("v4l2:0 ! null:x", 10, "takes no 'x'"),
      ("v4l2:0 ! file:x,queue=0", 17, "from 1 to 64"),
      ("v4l2:0 ! file:x,queue=99999999999999999999", 17, "from 1 to 64"),
      ("v4l2:0 ! file:\"x", 15, "has no end"),
      ("v4l2:0 ! file:x,", 17, "a word is missing"),
      ("v4l2:0? ! null", 1, "only a sink"),
      ("v4l2:0 ! copy? ! null", 10, "only a sink"),
    ] as [(String, Int, String)])
  func `what is wrong is told with its column`(text: String, column: Int, words: String) {
    let error = refusal(text)
    #expect(error?.column == column)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "no error")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func `no text makes it trap`() {
    let pieces = [
      "v4l2:0", "!", "tee(", ")", ";", ",", "?", "\"", "null", ":", "=", " ", "é", "copy",
    ]
    var seed: UInt64 = 7
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<(seed % 9) {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(seed >> 33) % pieces.count]
      }
      seed = seed &* 6_364_136_223_846_793_005 &+ 1
      if let error = refusal(text) {
        #expect((error.column ?? 0) >= 1 && (error.column ?? 0) <= text.count + 1)
      }
    }
  }
}
