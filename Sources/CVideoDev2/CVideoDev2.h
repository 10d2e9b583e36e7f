/// The kernel's video uAPI as Swift can import it.
///
/// Swift can neither call the variadic ioctl(2) nor import the function-like macros behind the request
/// numbers, so this header turns every request into a typed constant and every system call of the
/// library into a function that answers `-errno`. errno is read here, in C, before any Swift runtime
/// call could overwrite it.
#ifndef CVIDEODEV2_H
#define CVIDEODEV2_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/media.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

// Request numbers: direction, sizeof(argument), type and number, computed by the compiler that knows
// the structures.
static const unsigned long CV_QUERYCAP = VIDIOC_QUERYCAP;
static const unsigned long CV_ENUM_FMT = VIDIOC_ENUM_FMT;
static const unsigned long CV_G_FMT = VIDIOC_G_FMT;
static const unsigned long CV_S_FMT = VIDIOC_S_FMT;
static const unsigned long CV_TRY_FMT = VIDIOC_TRY_FMT;
static const unsigned long CV_ENUM_FRAMESIZES = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long CV_ENUM_FRAMEINTERVALS = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long CV_G_PARM = VIDIOC_G_PARM;
static const unsigned long CV_S_PARM = VIDIOC_S_PARM;
static const unsigned long CV_REQBUFS = VIDIOC_REQBUFS;
static const unsigned long CV_CREATE_BUFS = VIDIOC_CREATE_BUFS;
static const unsigned long CV_QUERYBUF = VIDIOC_QUERYBUF;
static const unsigned long CV_QBUF = VIDIOC_QBUF;
static const unsigned long CV_DQBUF = VIDIOC_DQBUF;
static const unsigned long CV_EXPBUF = VIDIOC_EXPBUF;
static const unsigned long CV_STREAMON = VIDIOC_STREAMON;
static const unsigned long CV_STREAMOFF = VIDIOC_STREAMOFF;
static const unsigned long CV_ENUMINPUT = VIDIOC_ENUMINPUT;
static const unsigned long CV_G_INPUT = VIDIOC_G_INPUT;
static const unsigned long CV_S_INPUT = VIDIOC_S_INPUT;
static const unsigned long CV_ENUMOUTPUT = VIDIOC_ENUMOUTPUT;
static const unsigned long CV_G_OUTPUT = VIDIOC_G_OUTPUT;
static const unsigned long CV_S_OUTPUT = VIDIOC_S_OUTPUT;
static const unsigned long CV_ENUMSTD = VIDIOC_ENUMSTD;
static const unsigned long CV_G_STD = VIDIOC_G_STD;
static const unsigned long CV_S_STD = VIDIOC_S_STD;
static const unsigned long CV_QUERYSTD = VIDIOC_QUERYSTD;
static const unsigned long CV_ENUM_DV_TIMINGS = VIDIOC_ENUM_DV_TIMINGS;
static const unsigned long CV_DV_TIMINGS_CAP = VIDIOC_DV_TIMINGS_CAP;
static const unsigned long CV_G_DV_TIMINGS = VIDIOC_G_DV_TIMINGS;
static const unsigned long CV_S_DV_TIMINGS = VIDIOC_S_DV_TIMINGS;
static const unsigned long CV_QUERY_DV_TIMINGS = VIDIOC_QUERY_DV_TIMINGS;
static const unsigned long CV_G_EDID = VIDIOC_G_EDID;
static const unsigned long CV_S_EDID = VIDIOC_S_EDID;
static const unsigned long CV_ENUMAUDIO = VIDIOC_ENUMAUDIO;
static const unsigned long CV_G_AUDIO = VIDIOC_G_AUDIO;
static const unsigned long CV_S_AUDIO = VIDIOC_S_AUDIO;
static const unsigned long CV_G_TUNER = VIDIOC_G_TUNER;
static const unsigned long CV_G_FREQUENCY = VIDIOC_G_FREQUENCY;
static const unsigned long CV_S_FREQUENCY = VIDIOC_S_FREQUENCY;
static const unsigned long CV_G_CTRL = VIDIOC_G_CTRL;
static const unsigned long CV_S_CTRL = VIDIOC_S_CTRL;
static const unsigned long CV_QUERYCTRL = VIDIOC_QUERYCTRL;
static const unsigned long CV_QUERY_EXT_CTRL = VIDIOC_QUERY_EXT_CTRL;
static const unsigned long CV_QUERYMENU = VIDIOC_QUERYMENU;
static const unsigned long CV_G_EXT_CTRLS = VIDIOC_G_EXT_CTRLS;
static const unsigned long CV_S_EXT_CTRLS = VIDIOC_S_EXT_CTRLS;
static const unsigned long CV_TRY_EXT_CTRLS = VIDIOC_TRY_EXT_CTRLS;
static const unsigned long CV_G_SELECTION = VIDIOC_G_SELECTION;
static const unsigned long CV_S_SELECTION = VIDIOC_S_SELECTION;
static const unsigned long CV_SUBSCRIBE_EVENT = VIDIOC_SUBSCRIBE_EVENT;
static const unsigned long CV_UNSUBSCRIBE_EVENT = VIDIOC_UNSUBSCRIBE_EVENT;
static const unsigned long CV_DQEVENT = VIDIOC_DQEVENT;
static const unsigned long CV_ENCODER_CMD = VIDIOC_ENCODER_CMD;
static const unsigned long CV_TRY_ENCODER_CMD = VIDIOC_TRY_ENCODER_CMD;
static const unsigned long CV_DECODER_CMD = VIDIOC_DECODER_CMD;
static const unsigned long CV_TRY_DECODER_CMD = VIDIOC_TRY_DECODER_CMD;

// Numbers about controls that running kernels know and installed headers may not.
#ifndef V4L2_CTRL_WHICH_MIN_VAL
#define V4L2_CTRL_WHICH_MIN_VAL 0x0f020000
#endif
#ifndef V4L2_CTRL_WHICH_MAX_VAL
#define V4L2_CTRL_WHICH_MAX_VAL 0x0f030000
#endif
#ifndef V4L2_CTRL_FLAG_HAS_WHICH_MIN_MAX
#define V4L2_CTRL_FLAG_HAS_WHICH_MIN_MAX 0x1000
#endif

static const unsigned long CV_PREPARE_BUF = VIDIOC_PREPARE_BUF;
static const unsigned long CV_G_PRIORITY = VIDIOC_G_PRIORITY;
static const unsigned long CV_S_PRIORITY = VIDIOC_S_PRIORITY;

// Since Linux 6.10; the header of the machine this is built on may be older than the kernel it runs on.
struct cv_remove_buffers {
  uint32_t index;
  uint32_t count;
  uint32_t type;
  uint32_t reserved[13];
};
static const unsigned long CV_REMOVE_BUFS = _IOWR('V', 104, struct cv_remove_buffers);

static const unsigned long CV_G_SLICED_VBI_CAP = VIDIOC_G_SLICED_VBI_CAP;

static const unsigned long CV_MEDIA_DEVICE_INFO = MEDIA_IOC_DEVICE_INFO;
static const unsigned long CV_MEDIA_G_TOPOLOGY = MEDIA_IOC_G_TOPOLOGY;
static const unsigned long CV_MEDIA_REQUEST_ALLOC = MEDIA_IOC_REQUEST_ALLOC;
static const unsigned long CV_MEDIA_REQUEST_QUEUE = MEDIA_REQUEST_IOC_QUEUE;
static const unsigned long CV_MEDIA_REQUEST_REINIT = MEDIA_REQUEST_IOC_REINIT;

// v4l2_meta_format as it is since Linux 6.10; before, the last three stay zero.
struct cv_meta_format {
  uint32_t dataformat;
  uint32_t buffersize;
  uint32_t width;
  uint32_t height;
  uint32_t bytesperline;
};

static const unsigned long CV_DMA_BUF_SYNC = DMA_BUF_IOCTL_SYNC;
static const unsigned long CV_DMA_HEAP_ALLOC = DMA_HEAP_IOCTL_ALLOC;

/// ioctl(2) that restarts when a signal interrupts it; the result, or -errno.
static inline int cv_ioctl(int fd, unsigned long request, void *argument) {
  int result;
  do {
    result = ioctl(fd, request, argument);
  } while (result == -1 && errno == EINTR);
  return result == -1 ? -errno : result;
}

/// open(2) with O_CLOEXEC; a descriptor, or -errno.
static inline int cv_open(const char *path, int flags, mode_t mode) {
  int fd;
  do {
    fd = open(path, flags | O_CLOEXEC, mode);
  } while (fd == -1 && errno == EINTR);
  return fd == -1 ? -errno : fd;
}

/// close(2); 0 or -errno. Not restarted: on Linux the descriptor is gone even after EINTR.
static inline int cv_close(int fd) { return close(fd) == -1 ? -errno : 0; }

/// mmap(2); the address, or 0 with -errno in `error`. No mapping is ever made at address zero.
static inline void *cv_mmap(size_t length, int protection, int flags, int fd, off_t offset,
                            int *error) {
  void *address = mmap(0, length, protection, flags, fd, offset);
  if (address == MAP_FAILED) {
    *error = -errno;
    return 0;
  }
  *error = 0;
  return address;
}

/// Asks for huge pages; whether there are any is the kernel's business.
static inline void cv_advise_huge_pages(void *address, size_t length) {
  (void)madvise(address, length, MADV_HUGEPAGE);
}

/// munmap(2); 0 or -errno.
static inline int cv_munmap(void *address, size_t length) {
  return munmap(address, length) == -1 ? -errno : 0;
}

/// epoll_create1(2), close-on-exec; a descriptor, or -errno.
static inline int cv_epoll_create(void) {
  int fd = epoll_create1(EPOLL_CLOEXEC);
  return fd == -1 ? -errno : fd;
}

/// Adds a descriptor to an epoll set, level-triggered, with a number to know it by; 0 or -errno.
static inline int cv_epoll_add(int set, int fd, uint32_t events, uint32_t number) {
  struct epoll_event event = {.events = events, .data = {.u32 = number}};
  return epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == -1 ? -errno : 0;
}

/// epoll_wait(2) for one event; 1 with `events` and `number` filled in, 0 at the end of the time, or
/// -errno. EINTR is answered, not restarted: only the caller knows how much of its deadline is left.
static inline int cv_epoll_wait(int set, int milliseconds, uint32_t *events, uint32_t *number) {
  struct epoll_event event;
  int result = epoll_wait(set, &event, 1, milliseconds);
  if (result == -1)
    return -errno;
  *events = result ? event.events : 0;
  *number = result ? event.data.u32 : 0;
  return result;
}

/// eventfd(2), non-blocking and close-on-exec; a descriptor, or -errno.
static inline int cv_eventfd(void) {
  int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return fd == -1 ? -errno : fd;
}

/// read(2) that restarts when a signal interrupts it; the count, or -errno.
static inline ssize_t cv_read(int fd, void *buffer, size_t count) {
  ssize_t result;
  do {
    result = read(fd, buffer, count);
  } while (result == -1 && errno == EINTR);
  return result == -1 ? -errno : result;
}

/// write(2), not restarted: a writer that was interrupted may want to stop. The count, or -errno.
static inline ssize_t cv_write(int fd, const void *buffer, size_t count) {
  ssize_t result = write(fd, buffer, count);
  return result == -1 ? -errno : result;
}

/// Device number of a character device, -ENOTTY when the path names something else, or -errno.
static inline int64_t cv_character_device(const char *path) {
  struct stat status;
  if (stat(path, &status) == -1)
    return -errno;
  return S_ISCHR(status.st_mode) ? (int64_t)status.st_rdev : -ENOTTY;
}
static inline unsigned cv_major(int64_t device) { return major((dev_t)device); }
static inline unsigned cv_minor(int64_t device) { return minor((dev_t)device); }

/// Nanoseconds of CLOCK_MONOTONIC, the clock of V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC.
static inline int64_t cv_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/// Columns of the terminal behind a descriptor; 0 when it is none or does not know.
static inline int cv_terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == -1 ? 0 : size.ws_col;
}

#endif
