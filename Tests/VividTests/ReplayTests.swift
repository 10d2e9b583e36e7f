import TestSupport
import Testing

/// Sessions with the real driver, recorded and replayed while the device is out of reach.
@Suite(
  .serialized, .enabled(if: CommandLab.isOpen, "no single-planar vivid capture node here"),
  .timeLimit(.minutes(2)))
struct ReplayTests {
  @Test func `a session is replayed to the byte without the device`() async throws {
    let run = try await CommandLab.script(
      """
      # In a view of the machine in which the node is none.
      away() { unshare -m sh -c 'mount --bind /dev/null "$NODE" && exec "$@"' sh "$@"; }
      # NAME OPTION COMMAND: records it, and replays it there.
      twice() {
        "$VIDCTL" --record "$1.rec" $2 $3 > "$1.out"; echo "$1 $?"
        [ ! -e a.raw ] || mv a.raw "$1.raw"
        away "$VIDCTL" --replay "$1.rec" $3 > "$1.again"; echo "$1 $?"
        cmp "$1.out" "$1.again"
      }
      twice frames --record-frames "capture $NODE \(CommandLab.request) --count 20 -o a.raw --json"
      cmp a.raw frames.raw && stat -c %s a.raw && rm a.raw
      twice info "" "info $NODE"
      """)
    #expect(
      run.output == "frames 0\nframes 0\n\(20 * CommandLab.frameBytes)\ninfo 0\ninfo 0\n", "\(run)")
    #expect(!run.errors.contains("differ"), "\(run)")
  }

  @Test func `a killed recording is read as far as it goes, and a signal is part of one`()
    async throws
  {
    let run = try await CommandLab.script(
      """
      # NAME SIGNAL: records until the signal, which comes some time after the first frame.
      record() {
        # A replay has left its own; the handler must be there before the signal comes.
        rm -f x.raw
        "$VIDCTL" --record $1.rec $3 capture "$NODE" \(CommandLab.request) -o x.raw --json > $1.out & tool=$!
        await_file x.raw && sleep 0.$((RANDOM % 10))
        kill -$2 "$(pgrep -P $tool || echo $tool)"; wait $tool; echo "recorded $?"
      }
      replay() {
        "$VIDCTL" --replay $1.rec capture "$NODE" \(CommandLab.request) -o x.raw --json > $1.again
        echo "replayed $?"
      }
      record killed KILL --record-frames
      "$VIDCTL" recording killed.rec --json | grep '^  "end"'
      replay killed 2> errors; grep -c 'the file is cut off and replays no further' errors
      record interrupted INT ""
      replay interrupted; cmp interrupted.out interrupted.again; grep '^  "end"' interrupted.again
      """)
    #expect(
      run.output == """
        recorded 137
          "end" : "truncated",
        replayed 1
        1
        recorded 130
        replayed 130
          "end" : "signal",

        """, "\(run)")
  }
}
