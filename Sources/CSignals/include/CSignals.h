/// What happens in signal handlers, and the terminal that they give back.
///
/// A handler may call next to nothing, so all of it is C that only writes to descriptors and sets
/// variables. There is one set of those in a program, which is why this is a file that is compiled and
/// not a header of inline functions.
#ifndef CSIGNALS_H
#define CSIGNALS_H

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

/// Remembers a signal that is to end the program and writes eight bytes to `descriptor` when it comes;
/// 0 or -errno. System calls that wait are interrupted, not restarted. A second signal gives the terminal
/// back and ends the program with 128 + its number.
int csg_ring_on_signal(int number, int descriptor);

/// Gives a signal of `csg_ring_on_signal` its default action back, and rings nothing any more.
void csg_stop_ringing(int number);

/// The signal that came, or 0.
int csg_received_signal(void);

/// Writes eight bytes to the descriptor of `csg_ring_on_signal` after so many microseconds; 0 or -errno.
int csg_ring_after(int64_t microseconds);

/// Whether the time of `csg_ring_after` has passed.
int csg_has_alarm_expired(void);

/// Notes a signal, if it is not 0, and that the time has passed, as if they had come just now. A signal that
/// has really come stays the one that is told.
void csg_replay(int signal, int expired);

/// Lets a write to a closed pipe answer EPIPE instead of ending the program.
void csg_ignore_closed_pipes(void);

/// Keeps the signals that are meant for the program as a whole away from the calling thread, so that it is
/// the main thread whose system calls they interrupt.
void csg_shield_thread(void);

/// What signals have told of the terminal since it was last asked.
enum csg_notice {
  /// SIGWINCH: its size has changed.
  CSG_RESIZED = 1,
  /// SIGTSTP: the program is to stop, and the terminal goes back to the shell meanwhile.
  CSG_STOP_REQUESTED = 2,
  /// SIGCONT: the program goes on, and the terminal may have been anybody's meanwhile.
  CSG_CONTINUED = 4,
};

/// Takes the terminal: no echo, no lines, no signals from keys, reads that never wait. 0 or -errno.
///
/// From here on it is given back, by writing `count` bytes at `restore` and by setting its old modes, by
/// `csg_release_terminal`, by a second signal, and by whatever crashes the program. The signals that tell
/// of the terminal write eight bytes to `bell`. At most 256 bytes; one terminal at a time, else -EBUSY.
int csg_take_terminal(int input, int output, int bell, const void *restore, size_t count);

/// Gives the terminal back for good, and the signals too; harmless when it was never taken.
void csg_release_terminal(void);

/// Gives the terminal back, stops the program as ctrl-Z would, and returns when it goes on: 0, or -errno
/// of taking the terminal again. With `group` every program of the job is stopped along with it.
int csg_suspend(int group);

/// Sets the modes of a taken terminal anew, after a stop that nobody could announce; 0 or -errno.
int csg_retake_terminal(void);

/// Takes the text console behind a descriptor, so that the kernel draws nothing on it: 0, -ENOTTY where it is none, or
/// -errno. One console at a time, else -EBUSY. From here on it is given back by `csg_release_console`, by a second
/// signal, and by whatever crashes the program.
int csg_take_console(int descriptor);

/// Gives the console back; harmless when it was never taken.
void csg_release_console(void);

/// Takes the notices: a sum of `csg_notice`.
int csg_take_notices(void);

/// Size of a terminal in cells and in pixels, each 0 when it does not know; 0 or -errno.
int csg_terminal_size(int descriptor, uint16_t *columns, uint16_t *rows, uint16_t *width,
                      uint16_t *height);

/// Opens the terminal behind a descriptor anew, non-blocking, without making it the controlling one.
///
/// A descriptor of its own, so that not blocking is not forced on the shell and whoever else shares the
/// old one. A descriptor, or -errno where the terminal has no name that this process may open.
int csg_open_terminal_again(int descriptor);

/// Waits until a descriptor can be written, `other` can be read, or so many milliseconds have passed:
/// a sum of 1 and 2 for the two, 4 when the terminal has hung up, 0 for the time, or -errno.
int csg_wait_writable(int descriptor, int other, int milliseconds);

/// Waits until either can be read: a sum of 1, 2, and 4 when the first has hung up; 0 for the time, or -errno.
int csg_wait_readable(int descriptor, int other, int milliseconds);

#endif
