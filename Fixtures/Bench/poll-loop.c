// The yardstick: the least a capture program can do. poll, VIDIOC_DQBUF and VIDIOC_QBUF for each frame,
// with no look at the bytes.
//
//   poll-loop DEVICE WIDTH HEIGHT RATE FRAMES
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static void check(int result, const char *what) {
  if (result >= 0)
    return;
  fprintf(stderr, "poll-loop: %s: %s\n", what, strerror(errno));
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: poll-loop DEVICE WIDTH HEIGHT RATE FRAMES\n");
    return 2;
  }
  const enum v4l2_buf_type type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  int fd = open(argv[1], O_RDWR | O_NONBLOCK);
  check(fd, argv[1]);

  struct v4l2_format format = {.type = type};
  format.fmt.pix.width = atoi(argv[2]);
  format.fmt.pix.height = atoi(argv[3]);
  format.fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
  check(ioctl(fd, VIDIOC_S_FMT, &format), "VIDIOC_S_FMT");
  struct v4l2_streamparm parameters = {.type = type};
  parameters.parm.capture.timeperframe = (struct v4l2_fract){1, atoi(argv[4])};
  check(ioctl(fd, VIDIOC_S_PARM, &parameters), "VIDIOC_S_PARM");

  struct v4l2_requestbuffers request = {.count = 4, .type = type, .memory = V4L2_MEMORY_MMAP};
  check(ioctl(fd, VIDIOC_REQBUFS, &request), "VIDIOC_REQBUFS");
  for (unsigned index = 0; index < request.count; index++) {
    struct v4l2_buffer buffer = {.index = index, .type = type, .memory = V4L2_MEMORY_MMAP};
    check(ioctl(fd, VIDIOC_QUERYBUF, &buffer), "VIDIOC_QUERYBUF");
    if (mmap(0, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, buffer.m.offset) ==
        MAP_FAILED)
      check(-1, "mmap");
    check(ioctl(fd, VIDIOC_QBUF, &buffer), "VIDIOC_QBUF");
  }
  check(ioctl(fd, VIDIOC_STREAMON, (void *)&type), "VIDIOC_STREAMON");

  for (int frames = atoi(argv[5]); frames > 0; frames--) {
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    check(poll(&entry, 1, 2000), "poll");
    struct v4l2_buffer buffer = {.type = type, .memory = V4L2_MEMORY_MMAP};
    check(ioctl(fd, VIDIOC_DQBUF, &buffer), "VIDIOC_DQBUF");
    check(ioctl(fd, VIDIOC_QBUF, &buffer), "VIDIOC_QBUF");
  }
  check(ioctl(fd, VIDIOC_STREAMOFF, (void *)&type), "VIDIOC_STREAMOFF");
  return 0;
}
