#define _GNU_SOURCE
#include "CSignals.h"
#include "handlers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// Whether the terminal is ours at this moment. Whoever gives it back, a handler or the program, takes
// this first, so that it happens once.
static volatile sig_atomic_t is_taken = 0;
static volatile sig_atomic_t is_watched = 0;
static volatile sig_atomic_t bell_descriptor = -1;
static int notices = 0;
static int input_descriptor = -1;
static int output_descriptor = -1;
static struct termios before;
static struct termios during;
static unsigned char restore_bytes[256];
static size_t restore_count = 0;

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
#define CRASHES (sizeof crashes / sizeof *crashes)
static struct sigaction crash_before[CRASHES];
// How many of terminal and console want to be given back by a crash.
static int crash_users = 0;
static const int tidings[] = {SIGWINCH, SIGTSTP, SIGCONT};
#define TIDINGS (sizeof tidings / sizeof *tidings)
static struct sigaction tidings_before[TIDINGS];
// The console's descriptor, while it is ours, and its mode before.
static volatile sig_atomic_t console_descriptor = -1;
static int console_before = 0;
// A stack overflow is a crash whose handler needs a stack of its own.
static _Alignas(16) unsigned char crash_stack[65536];

/// Whether this program's job has the terminal; in the background its modes are the shell's business.
static int is_in_foreground(void) {
  pid_t group = tcgetpgrp(input_descriptor);
  return group == -1 || group == getpgrp();
}

/// Sets modes without being stopped for it.
static int set_modes(const struct termios *modes) {
  sigset_t blocked, previous;
  int result;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTTOU);
  sigprocmask(SIG_BLOCK, &blocked, &previous);
  result = tcsetattr(input_descriptor, TCSANOW, modes) == -1 ? -errno : 0;
  sigprocmask(SIG_SETMASK, &previous, 0);
  return result;
}

static void restore_console(void) {
  int saved = errno;
  int descriptor = __atomic_exchange_n(&console_descriptor, -1, __ATOMIC_SEQ_CST);
  if (descriptor >= 0)
    ioctl(descriptor, KDSETMODE, console_before);
  errno = saved;
}

static void give_terminal_back(void) {
  int saved = errno;
  if (__atomic_exchange_n(&is_taken, 0, __ATOMIC_SEQ_CST)) {
    // A terminal that takes nothing must not keep the program from ending.
    struct pollfd entry = {.fd = output_descriptor, .events = POLLOUT};
    if (poll(&entry, 1, 500) == 1 && !(entry.revents & (POLLERR | POLLHUP)) &&
        write(output_descriptor, restore_bytes, restore_count) < 0) {
      // It has gone, and its modes with it.
    }
    if (is_in_foreground())
      set_modes(&before);
  }
  errno = saved;
}

void csg_restore_terminal(void) {
  restore_console();
  give_terminal_back();
}

static void handle_crash(int number) {
  csg_restore_terminal();
  // What was there before, which is usually the default: the program ends as it would have.
  for (size_t i = 0; i < CRASHES; i++)
    if (crashes[i] == number)
      sigaction(number, &crash_before[i], 0);
  raise(number);
}

static void handle_tidings(int number) {
  int saved = errno;
  int notice = number == SIGWINCH  ? CSG_RESIZED
               : number == SIGTSTP ? CSG_STOP_REQUESTED
                                   : CSG_CONTINUED;
  __atomic_fetch_or(&notices, notice, __ATOMIC_SEQ_CST);
  csg_ring(bell_descriptor);
  errno = saved;
}

static void watch_crashes(void) {
  struct sigaction crash = {0};
  stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
  if (crash_users++ > 0)
    return;
  sigaltstack(&stack, 0);
  crash.sa_handler = handle_crash;
  // Raised again inside the handler, it must come at once.
  crash.sa_flags = SA_ONSTACK | SA_NODEFER;
  sigemptyset(&crash.sa_mask);
  for (size_t i = 0; i < CRASHES; i++)
    sigaction(crashes[i], &crash, &crash_before[i]);
}

static void ignore_crashes(void) {
  if (--crash_users > 0)
    return;
  for (size_t i = 0; i < CRASHES; i++)
    sigaction(crashes[i], &crash_before[i], 0);
}

static void install_handlers(void) {
  struct sigaction tiding = {0};
  watch_crashes();
  tiding.sa_handler = handle_tidings;
  // Nobody's system call need fail because a window was resized.
  tiding.sa_flags = SA_RESTART;
  sigemptyset(&tiding.sa_mask);
  for (size_t i = 0; i < TIDINGS; i++)
    sigaction(tidings[i], &tiding, &tidings_before[i]);
}

int csg_take_terminal(int input, int output, int bell, const void *restore, size_t count) {
  if (is_watched)
    return -EBUSY;
  if (count > sizeof restore_bytes)
    return -EINVAL;
  if (tcgetattr(input, &before) == -1)
    return -errno;
  during = before;
  cfmakeraw(&during);
  during.c_cc[VMIN] = 0;
  during.c_cc[VTIME] = 0;
  input_descriptor = input;
  output_descriptor = output;
  bell_descriptor = bell;
  memcpy(restore_bytes, restore, count);
  restore_count = count;
  __atomic_store_n(&notices, 0, __ATOMIC_SEQ_CST);
  install_handlers();
  is_watched = 1;
  // Before the modes are set: whatever ends the program from here on gives them back.
  is_taken = 1;
  // In the background this stops the program until it is brought to the fore, as it should.
  if (tcsetattr(input, TCSADRAIN, &during) == -1) {
    int error = -errno;
    csg_release_terminal();
    return error;
  }
  return 0;
}

void csg_release_terminal(void) {
  give_terminal_back();
  if (!is_watched)
    return;
  is_watched = 0;
  for (size_t i = 0; i < TIDINGS; i++)
    sigaction(tidings[i], &tidings_before[i], 0);
  ignore_crashes();
  bell_descriptor = -1;
}

static int is_console_watched = 0;

int csg_take_console(int descriptor) {
  if (is_console_watched)
    return -EBUSY;
  if (ioctl(descriptor, KDGETMODE, &console_before) == -1)
    return -errno;
  watch_crashes();
  is_console_watched = 1;
  // Before the mode is set: whatever ends the program from here on gives it back.
  console_descriptor = descriptor;
  if (ioctl(descriptor, KDSETMODE, KD_GRAPHICS) == -1) {
    int error = -errno;
    csg_release_console();
    return error;
  }
  return 0;
}

void csg_release_console(void) {
  restore_console();
  if (!is_console_watched)
    return;
  is_console_watched = 0;
  ignore_crashes();
}

int csg_retake_terminal(void) {
  if (!is_watched)
    return -EINVAL;
  // In the background this stops the program until it is brought to the fore.
  if (tcsetattr(input_descriptor, TCSADRAIN, &during) == -1)
    return -errno;
  is_taken = 1;
  return 0;
}

int csg_suspend(int group) {
  struct sigaction standard = {0}, previous;
  give_terminal_back();
  if (group) {
    // The others of the job first: this program would be stopped before it had told them.
    standard.sa_handler = SIG_IGN;
    sigaction(SIGTSTP, &standard, &previous);
    kill(0, SIGTSTP);
    standard.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &standard, 0);
  } else {
    standard.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &standard, &previous);
  }
  // To this thread, so that it is stopped here and not some steps further on. Where no shell could
  // continue it, the kernel ignores this.
  raise(SIGTSTP);
  sigaction(SIGTSTP, &previous, 0);
  return csg_retake_terminal();
}

int csg_take_notices(void) { return __atomic_exchange_n(&notices, 0, __ATOMIC_SEQ_CST); }

int csg_terminal_size(int descriptor, uint16_t *columns, uint16_t *rows, uint16_t *width,
                      uint16_t *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) == -1)
    return -errno;
  *columns = size.ws_col;
  *rows = size.ws_row;
  *width = size.ws_xpixel;
  *height = size.ws_ypixel;
  return 0;
}

int csg_open_terminal_again(int descriptor) {
  char path[32];
  int opened;
  if (isatty(descriptor) != 1)
    return -ENOTTY;
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  opened = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return opened == -1 ? -errno : opened;
}

static int wait_for(struct pollfd *entries, int milliseconds) {
  int result = poll(entries, 2, milliseconds);
  if (result == -1)
    return -errno;
  return (entries[0].revents & entries[0].events ? 1 : 0) |
         (entries[1].revents & POLLIN ? 2 : 0) |
         (entries[0].revents & (POLLHUP | POLLERR | POLLNVAL) ? 4 : 0);
}

int csg_wait_writable(int descriptor, int other, int milliseconds) {
  struct pollfd entries[2] = {{.fd = descriptor, .events = POLLOUT},
                              {.fd = other, .events = POLLIN}};
  return wait_for(entries, milliseconds);
}

int csg_wait_readable(int descriptor, int other, int milliseconds) {
  struct pollfd entries[2] = {{.fd = descriptor, .events = POLLIN},
                              {.fd = other, .events = POLLIN}};
  return wait_for(entries, milliseconds);
}
