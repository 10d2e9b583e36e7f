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
#include <linux/sync_file.h>
#include <linux/udmabuf.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
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
static const unsigned long CV_DMA_BUF_EXPORT_SYNC_FILE = DMA_BUF_IOCTL_EXPORT_SYNC_FILE;
static const unsigned long CV_DMA_BUF_IMPORT_SYNC_FILE = DMA_BUF_IOCTL_IMPORT_SYNC_FILE;
static const unsigned long CV_SYNC_MERGE = SYNC_IOC_MERGE;
static const unsigned long CV_SYNC_FILE_INFO = SYNC_IOC_FILE_INFO;
static const unsigned long CV_UDMABUF_CREATE = UDMABUF_CREATE;

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

// Sockets between processes of this machine, which carry descriptors, and memory that has a name.
// What the C library declares only with _GNU_SOURCE is called, and numbered, without it.
enum {
  CV_ADD_SEALS = 1024 + 9,       // F_ADD_SEALS
  CV_SEAL_SIZE = 0x2 | 0x4 | 0x1 // F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL
};

/// A socket of records (SOCK_SEQPACKET), non-blocking and close-on-exec; a descriptor, or -errno.
static inline int cv_local_socket(void) {
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  return fd == -1 ? -errno : fd;
}

/// The most bytes of a socket's path, the end left out.
static inline int cv_socket_path_limit(void) {
  return (int)sizeof(((struct sockaddr_un *)0)->sun_path) - 1;
}

/// Fills in an address; 0, or -ENAMETOOLONG.
static inline int cv_socket_address(const char *path, struct sockaddr_un *address) {
  size_t length = strlen(path);
  if (length == 0)
    return -ENOENT;
  if (length >= sizeof address->sun_path)
    return -ENAMETOOLONG;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length);
  return 0;
}

/// bind(2) to a path, with a mode; 0 or -errno.
///
/// The mode is set before, so that nobody may connect for a moment who must not, and after, where a
/// umask has taken some of it.
static inline int cv_bind(int fd, const char *path, mode_t mode) {
  struct sockaddr_un address;
  int result = cv_socket_address(path, &address);
  if (result < 0)
    return result;
  if (fchmod(fd, mode) == -1 || bind(fd, (struct sockaddr *)&address, sizeof address) == -1)
    return -errno;
  return chmod(path, mode) == -1 ? -errno : 0;
}

/// connect(2) to a path; 0 or -errno.
static inline int cv_connect(int fd, const char *path) {
  struct sockaddr_un address;
  int result = cv_socket_address(path, &address);
  if (result < 0)
    return result;
  return connect(fd, (struct sockaddr *)&address, sizeof address) == -1 ? -errno : 0;
}

/// listen(2); 0 or -errno.
static inline int cv_listen(int fd, int backlog) { return listen(fd, backlog) == -1 ? -errno : 0; }

/// accept4(2), non-blocking and close-on-exec; a descriptor, or -errno.
static inline int cv_accept(int fd) {
  int result = (int)syscall(SYS_accept4, fd, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
  return result == -1 ? -errno : result;
}

/// The most descriptors of one message. The corresponding C constant is the kernel's `SCM_MAX_FD`.
enum { CV_MAX_DESCRIPTORS = 253 };

/// sendmsg(2) with descriptors, never blocking and without SIGPIPE; the count or -errno.
static inline ssize_t cv_send(int fd, const void *bytes, size_t count, const int *descriptors,
                              int descriptor_count) {
  ssize_t result;
  if (descriptor_count == 0) {
    result = send(fd, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    return result == -1 ? -errno : result;
  }
  if (descriptor_count < 0 || descriptor_count > CV_MAX_DESCRIPTORS)
    return -EINVAL;
  union {
    char bytes[CMSG_SPACE(sizeof(int) * CV_MAX_DESCRIPTORS)];
    struct cmsghdr alignment;
  } control;
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = CMSG_SPACE(sizeof(int) * descriptor_count)};
  memset(control.bytes, 0, message.msg_controllen);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * descriptor_count);
  memcpy(CMSG_DATA(header), descriptors, sizeof(int) * descriptor_count);
  result = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  return result == -1 ? -errno : result;
}

/// recvmsg(2) with room for descriptors, which become close-on-exec; the count or -errno.
///
/// `descriptor_count` is the room and then how many came; `flags` are those of the message: MSG_TRUNC
/// when bytes were cut off, MSG_CTRUNC when descriptors were, which the kernel has closed then.
static inline ssize_t cv_receive(int fd, void *bytes, size_t count, int *descriptors,
                                 int *descriptor_count, int *flags) {
  union {
    char bytes[CMSG_SPACE(sizeof(int) * CV_MAX_DESCRIPTORS)];
    struct cmsghdr alignment;
  } control;
  int room = *descriptor_count;
  if (room < 0 || room > CV_MAX_DESCRIPTORS)
    return -EINVAL;
  struct iovec part = {.iov_base = bytes, .iov_len = count};
  // CMSG_SPACE pads; the exact length keeps the kernel from using the padding for one more.
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = room ? control.bytes : 0,
                           .msg_controllen = room ? CMSG_LEN(sizeof(int) * room) : 0};
  ssize_t result = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  *descriptor_count = 0;
  *flags = 0;
  if (result == -1)
    return -errno;
  *flags = message.msg_flags;
  if (room == 0)
    return result;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
      continue;
    int came = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int index = 0; index < came; index++) {
      int descriptor;
      memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof(int));
      if (*descriptor_count < room)
        descriptors[(*descriptor_count)++] = descriptor;
      else
        close(descriptor);
    }
  }
  return result;
}

/// Who is at the other end. The corresponding C type is `ucred`, which needs _GNU_SOURCE.
struct cv_credentials {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};

#ifndef SO_PEERCRED
#define SO_PEERCRED 17
#endif

/// getsockopt(2) for SO_PEERCRED; 0 or -errno.
static inline int cv_peer(int fd, struct cv_credentials *peer) {
  socklen_t length = sizeof *peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, peer, &length) == -1 ? -errno : 0;
}

/// What a path names, the link itself if it is one.
struct cv_file_status {
  uint32_t mode;
  uint32_t owner;
  uint64_t device;
  uint64_t inode;
};

/// lstat(2); 0 or -errno.
static inline int cv_status(const char *path, struct cv_file_status *status) {
  struct stat found;
  if (lstat(path, &found) == -1)
    return -errno;
  status->mode = found.st_mode;
  status->owner = found.st_uid;
  status->device = found.st_dev;
  status->inode = found.st_ino;
  return 0;
}
static inline int cv_is_socket(uint32_t mode) { return S_ISSOCK(mode); }

/// unlink(2); 0 or -errno.
static inline int cv_unlink(const char *path) { return unlink(path) == -1 ? -errno : 0; }

/// Takes a descriptor out of an epoll set; 0 or -errno.
static inline int cv_epoll_remove(int set, int fd) {
  return epoll_ctl(set, EPOLL_CTL_DEL, fd, 0) == -1 ? -errno : 0;
}

/// Memory with a descriptor, which can be neither shrunk nor grown from here on: memfd_create(2),
/// ftruncate(2) and F_ADD_SEALS. A descriptor, or -errno.
///
/// The kernel makes a dma-buf only of memory that cannot shrink under a device.
static inline int cv_memory_file(const char *name, size_t size) {
  int fd = (int)syscall(SYS_memfd_create, name, 3 /* MFD_CLOEXEC | MFD_ALLOW_SEALING */);
  if (fd == -1)
    return -errno;
  if (ftruncate(fd, (off_t)size) == -1 ||
      fcntl(fd, CV_ADD_SEALS, CV_SEAL_SIZE) == -1) {
    int result = -errno;
    close(fd);
    return result;
  }
  return fd;
}

/// Bytes behind a descriptor, by lseek(2) to the end and back, as dma-bufs have it; or -errno.
static inline int64_t cv_size(int fd) {
  off_t size = lseek(fd, 0, SEEK_END);
  if (size == -1)
    return -errno;
  (void)lseek(fd, 0, SEEK_SET);
  return size;
}

/// Reads memory from end to end and throws it away.
static inline void cv_read_through(const void *memory, size_t length) {
  char scratch[4096];
  for (size_t done = 0; done < length; done += sizeof scratch) {
    size_t part = length - done < sizeof scratch ? length - done : sizeof scratch;
    memcpy(scratch, (const char *)memory + done, part);
    // Otherwise the compiler sees that nobody looks at the copy.
    __asm__ volatile("" : : "r"(scratch) : "memory");
  }
}

#endif
