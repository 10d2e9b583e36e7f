internal import SystemPackage

/// The shell scripts that bring the guest up, written for busybox.
enum GuestScripts {
  /// The first process: mounts the host's root under a throw-away layer and moves into it.
  ///
  /// A failure is told on the console, because nothing else is up yet, and ends the machine.
  static let firstStage = #"""
    #!/bin/busybox sh
    bb=/bin/busybox
    fail() { echo "guest: $*" >/dev/console; $bb poweroff -f; }
    $bb mount -t devtmpfs dev /dev
    $bb mount -t proc proc /proc
    while read -r module; do
      $bb insmod "/modules/$module" || fail "cannot load $module"
    done </modules/order
    $bb mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144,cache=loose root /lower ||
      fail "cannot mount the root of the host"
    $bb mount -t tmpfs -o mode=755,size=80% upper /upper
    $bb mkdir /upper/data /upper/work
    $bb mount -t overlay -o lowerdir=/lower,upperdir=/upper/data,workdir=/upper/work root /root ||
      fail "cannot lay a writable layer over the root of the host"
    for folder in dev proc sys run tmp; do [ -d /root/$folder ] || $bb mkdir /root/$folder; done
    $bb mount -t devtmpfs -o mode=755 dev /root/dev
    . /settings
    [ -n "$keep_run" ] || $bb mount -t tmpfs -o mode=755 run /root/run
    $bb mkdir -p /root/run/guest
    $bb cp /bin/busybox /settings /job /second /root/run/guest/
    $bb umount /proc
    exec $bb switch_root /root /run/guest/busybox sh /run/guest/second
    fail "cannot move to the root of the host"
    """#

  /// The first process after the move: readies the machine, runs the job, and tells how it ended.
  ///
  /// Output goes through a relay for each stream, so that the command writes to an ordinary pipe:
  /// when a reader on the host closes early the relay is ended, and the command sees what it would
  /// see on the host.
  static let secondStage = #"""
    bb=/run/guest/busybox
    exec </dev/null >/dev/console 2>&1
    fail() { echo "guest: $*" >/dev/console; $bb poweroff -f; }
    say() { echo "$*" >&3; }
    . /run/guest/settings
    # The relays and this shell must outlive a command that takes all memory.
    echo -1000 >/proc/self/oom_score_adj 2>/dev/null
    $bb mount -t proc proc /proc
    echo -1000 >/proc/self/oom_score_adj
    $bb mount -t sysfs sys /sys
    # Which number a port device has depends on what else is on the bus: go by the names.
    turns=0 control='' stream1='' stream2=''
    while [ -z "$control" ] || [ -z "$stream1" ] || [ -z "$stream2" ]; do
      turns=$((turns + 1))
      [ $turns -lt 500 ] || fail "the streams to the host did not appear"
      for port in /sys/class/virtio-ports/*; do
        name=''
        [ -e $port/name ] && read -r name <$port/name
        node=/dev/${port##*/}
        [ -e $node ] || continue
        case $name in
          control) control=$node ;;
          output) stream1=$node ;;
          errors) stream2=$node ;;
        esac
      done
      [ -n "$control" ] && [ -n "$stream1" ] && [ -n "$stream2" ] || $bb sleep 0.02
    done
    exec 3<>$control
    say ready
    # Modules link themselves on one processor while the rest is readied on the other.
    load_modules & loader=$!
    $bb mkdir -p /dev/pts /dev/shm /dev/mqueue
    $bb mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
    $bb mount -t tmpfs -o mode=1777 shm /dev/shm
    $bb mount -t mqueue mqueue /dev/mqueue 2>/dev/null
    [ -e /dev/fd ] || $bb ln -s /proc/self/fd /dev/fd
    [ -e /dev/stdin ] || $bb ln -s fd/0 /dev/stdin
    [ -e /dev/stdout ] || $bb ln -s fd/1 /dev/stdout
    [ -e /dev/stderr ] || $bb ln -s fd/2 /dev/stderr
    $bb mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
    $bb mount -t cgroup2 cgroup2 /sys/fs/cgroup 2>/dev/null
    $bb ip link set lo up 2>/dev/null
    mount_shares
    # A write to a port returns before the host has the bytes: a mark at the end of each stream tells
    # the host when it has them all.
    relay() {
      $bb cat <$1 & echo $! >$1.pid
      wait $!
      $bb printf %s "$mark"
    }
    close_relay() {
      while [ ! -s $1.pid ]; do $bb sleep 0.01; done
      read -r relay <$1.pid
      kill $relay
    }
    $bb mkfifo /run/guest/out /run/guest/err
    relay /run/guest/out >$stream1 3>&- & out=$!
    exec 4>/run/guest/out
    if [ -n "$joined" ]; then
      exec 5>&4
    else
      relay /run/guest/err >$stream2 3>&- 4>&- &
      exec 5>/run/guest/err
    fi
    err=$!
    wait $loader
    (
      while read -r word <&3; do
        case $word in
          interrupt|terminate|hangup)
            case $word in interrupt) name=INT ;; terminate) name=TERM ;; *) name=HUP ;; esac
            read -r job </run/guest/pid && kill -$name -$job ;;
          close-output) close_relay /run/guest/out ;;
          close-errors) close_relay /run/guest/err ;;
        esac
      done
      # The host's end is gone: nobody waits for this machine any more.
      $bb poweroff -f
    ) 4>&- 5>&- & listener=$!
    ( while $bb sleep 5; do say alive; done ) 4>&- 5>&- & pulse=$!
    # In the foreground: a shell makes what it starts in the background deaf to interrupts.
    $bb setsid $bb sh /run/guest/job </dev/null >&4 2>&5 3>&- 4>&- 5>&-
    status=$?
    exec 4>&- 5>&-
    # Processes left behind get a moment to finish what they write, and are then ended.
    (
      $bb sleep 2
      read -r self rest </proc/self/stat
      read -r out_relay </run/guest/out.pid
      [ -n "$joined" ] || read -r err_relay </run/guest/err.pid
      for folder in /proc/[0-9]*; do
        process=${folder#/proc/}
        case $process in
          1|$self|$out|$err|$out_relay|$err_relay|$listener|$pulse) ;;
          *) kill -9 $process ;;
        esac
      done
    ) & reaper=$!
    wait $out $err
    $bb sync
    killed=0
    while read -r name value; do
      [ "$name" = oom_kill ] && killed=$value
    done </proc/vmstat
    say "exit $status $killed"
    # The host ends the machine when it has everything; its readers may be slow.
    wait $listener
    """#

  /// Quotes a word so that a shell reads it back as it is.
  static func quote(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// The settings both stages read: what to mount and which modules to load.
  static func settings(
    shares: [String], modules: [[String]],
    built: [(module: BuiltModule, parameters: [String])] = [], modprobe: String,
    modulesRoot: String, keepRun: Bool, joined: Bool, mark: String
  ) -> String {
    var lines = ["mark=\(mark)", "keep_run=\(keepRun ? "1" : "")", "joined=\(joined ? "1" : "")"]
    lines.append("mount_shares() {")
    for (index, share) in shares.enumerated() {
      let path = quote(share)
      lines.append("  $bb mkdir -p \(path)")
      lines.append(
        "  $bb mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=mmap"
          + " share\(index) \(path) || fail \(quote("cannot mount \(share)"))")
    }
    lines.append("  :")
    lines.append("}")
    lines.append("load_modules() {")
    // What modprobe says is told on the control port, as one line.
    func load(_ name: String, by command: String) {
      lines.append(
        "  reason=$(\(command) 2>&1) || { say \"unloadable\" \(quote(name)) $reason; $bb sleep 5; }"
      )
    }
    let modprobe = "\(quote(modprobe)) -d \(quote(modulesRoot))"
    for module in modules {
      load(module[0], by: "\(modprobe) \(module.map(quote).joined(separator: " "))")
    }
    for (module, parameters) in built {
      if !module.needs.isEmpty {
        load(module.name, by: "\(modprobe) -a \(module.needs.map(quote).joined(separator: " "))")
      }
      let words = ([module.path.string] + parameters).map(quote).joined(separator: " ")
      load(module.name, by: "$bb insmod \(words)")
    }
    lines.append("  :")
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The job: changes to the folder, sets the environment, and becomes the command.
  ///
  /// - Parameter env: The host's `env`; the one in busybox prefers its own programs to the host's.
  static func job(
    command: [String], folder: String, environment: [(String, String)], env: String
  ) -> String {
    let variables = environment.map { quote("\($0.0)=\($0.1)") }.joined(separator: " ")
    let words = command.map(quote).joined(separator: " ")
    return """
      echo $$ >/run/guest/pid
      echo 0 >/proc/self/oom_score_adj
      cd \(quote(folder)) || exit 126
      exec \(quote(env)) -i \(variables) \(words)

      """
  }
}
