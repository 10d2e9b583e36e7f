#define _GNU_SOURCE
#include "CSignals.h"
#include "handlers.h"

#include <errno.h>
#include <pthread.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t signal_number = 0;
static volatile sig_atomic_t signal_descriptor = -1;
static volatile sig_atomic_t alarm_expired = 0;
// Apart from the real one, which a second real one is told from.
static volatile sig_atomic_t replayed_signal = 0;

void csg_ring(int descriptor) {
  uint64_t one = 1;
  if (descriptor >= 0 && write(descriptor, &one, sizeof one) < 0) {
    // The bell rings already, or there is none; what happened is remembered all the same.
  }
}

static void handle(int number) {
  int saved = errno;
  if (number == SIGALRM) {
    alarm_expired = 1;
  } else {
    // Whoever asks twice does not want to wait for an orderly end.
    if (signal_number != 0) {
      csg_restore_terminal();
      _exit(128 + number);
    }
    signal_number = number;
  }
  csg_ring(signal_descriptor);
  errno = saved;
}

int csg_ring_on_signal(int number, int descriptor) {
  struct sigaction action = {0};
  signal_descriptor = descriptor;
  action.sa_handler = handle;
  sigemptyset(&action.sa_mask);
  return sigaction(number, &action, 0) == -1 ? -errno : 0;
}

void csg_stop_ringing(int number) {
  signal(number, SIG_DFL);
  // Whoever owned the bell may close it now, and its number may become another file's.
  signal_descriptor = -1;
}

int csg_received_signal(void) { return signal_number ? signal_number : replayed_signal; }

void csg_replay(int signal, int expired) {
  if (signal)
    replayed_signal = signal;
  if (expired)
    alarm_expired = 1;
}

int csg_ring_after(int64_t microseconds) {
  struct itimerval timer = {{0, 0}, {microseconds / 1000000, microseconds % 1000000}};
  int result = csg_ring_on_signal(SIGALRM, signal_descriptor);
  if (result < 0)
    return result;
  return setitimer(ITIMER_REAL, &timer, 0) == -1 ? -errno : 0;
}

int csg_has_alarm_expired(void) { return alarm_expired; }

void csg_ignore_closed_pipes(void) { signal(SIGPIPE, SIG_IGN); }

void csg_shield_thread(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGQUIT);
  sigaddset(&set, SIGALRM);
  sigaddset(&set, SIGWINCH);
  pthread_sigmask(SIG_BLOCK, &set, 0);
}
