/// libv4lconvert: conversion of the formats that webcams invent.
#include <linux/videodev2.h>
#include <stddef.h>
#include <libv4lconvert.h>
#include <errno.h>
#include <string.h>
#include <libv4l-plugin.h>

/// V4L2_PIX_FMT_RGB24, which is a macro that Swift cannot see.
static const __u32 clv_rgb24 = V4L2_PIX_FMT_RGB24;

static inline void *clv_no_init(int fd) { (void)fd; return 0; }
static inline void clv_no_close(void *state) { (void)state; }
/// Answers who it is, which libv4lconvert insists on, and refuses all else.
static inline int clv_no_ioctl(void *state, int fd, unsigned long request, void *argument) {
  (void)state; (void)fd;
  if (request == VIDIOC_QUERYCAP) {
    memset(argument, 0, sizeof(struct v4l2_capability));
    return 0;
  }
  errno = ENOTTY;
  return -1;
}
static inline ssize_t clv_no_read(void *state, int fd, void *buffer, size_t count) {
  (void)state; (void)fd; (void)buffer; (void)count;
  errno = EIO;
  return -1;
}
static inline ssize_t clv_no_write(void *state, int fd, const void *buffer, size_t count) {
  (void)state; (void)fd; (void)buffer; (void)count;
  errno = EIO;
  return -1;
}

/// A converter without a device behind it. v4lconvert_destroy ends it.
static inline struct v4lconvert_data *clv_create(void) {
  static const struct libv4l_dev_ops no_device = {
    .init = clv_no_init, .close = clv_no_close, .ioctl = clv_no_ioctl,
    .read = clv_no_read, .write = clv_no_write,
  };
  return v4lconvert_create_with_dev_ops(-1, 0, &no_device);
}
