import TestSupport
import Testing

/// Sessions with the real driver, recorded and replayed while the device is out of reach.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(2)))
struct RecordingTests {
  @Test func `a session is replayed to the byte without the device`() async throws {
    let run = try await CommandLab.script(
      """
      twice() {
        "$VIDCTL" $1 "$2.rec" $3 $4 > "$2.$5"; echo "$2 $?"
      }
      both() {
        twice "--record" "$1" "$2" "$3" out
        mv "$NODE" "$NODE.away"
        twice "--replay" "$1" "" "$3" again
        mv "$NODE.away" "$NODE"
        cmp "$1.out" "$1.again"
      }
      request="\(CommandLab.request)"
      both a --record-frames "capture $NODE $request --count 20 -o a.raw --json"
      cp a.raw recorded.raw
      mv "$NODE" "$NODE.away"
      rm a.raw; "$VIDCTL" --replay a.rec capture $NODE $request --count 20 -o a.raw --json | cmp a.out
      mv "$NODE.away" "$NODE"
      cmp a.raw recorded.raw && stat -c %s a.raw
      both b "" "info $NODE"
      both c "" "capture $NODE $request --duration 1 --json"
      both d "" "negotiate $NODE --plan --limit 3 --json"
      """)
    #expect(
      run.output
        == "a 0\na 0\n\(20 * CommandLab.frameBytes)\nb 0\nb 0\nc 0\nc 0\nd 0\nd 0\n", "\(run)")
    #expect(!run.errors.contains("differ"), "\(run)")
  }

  @Test func `a killed recording is read as far as it goes`() async throws {
    let run = try await CommandLab.script(
      """
      for wait in 0.9 1.43; do
        "$VIDCTL" --record k.rec --record-frames capture "$NODE" \(CommandLab.request) -q & tool=$!
        await_file k.rec && sleep $wait
        kill -9 "$(pgrep -P $tool || echo $tool)"; wait $tool
        "$VIDCTL" recording k.rec --json | grep -e '"end"'
        "$VIDCTL" --replay k.rec capture "$NODE" \(CommandLab.request) -q; echo "status $?"
      done 2> errors; grep -c 'the file is cut off and replays no further' errors
      """)
    let once = "  \"end\" : \"truncated\",\nstatus 1\n"
    #expect(run.output == once + once + "2\n", "\(run)")
  }

  @Test func `a signal is part of a recording`() async throws {
    let run = try await CommandLab.script(
      """
      "$VIDCTL" --record s.rec capture "$NODE" \(CommandLab.request) --json > s.out & tool=$!
      sleep 2.5; kill -INT "$(pgrep -P $tool || echo $tool)"; wait $tool; echo "recorded $?"
      "$VIDCTL" --replay s.rec capture "$NODE" \(CommandLab.request) --json > t.out; echo "replayed $?"
      cmp s.out t.out && grep '"end"' t.out
      """)
    #expect(
      run.output == "recorded 130\nreplayed 130\n  \"end\" : \"signal\",\n", "\(run)")
  }
}
