// Runs a command with its output thrown away and prints what the kernel says it cost:
//
//   measure COMMAND [ARGUMENT ...]   →  "CPU-MICROSECONDS WALL-MICROSECONDS PEAK-KILOBYTES EXIT-STATUS"
//
// User and system time of a finished process add up to its exact run time. Under QEMU's -icount that
// is a count of instructions. Output goes to /dev/null because a write to an emulated device would be
// counted too.
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000L + time.tv_nsec / 1000;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: measure COMMAND [ARGUMENT ...]\n");
    return 2;
  }
  long begin = now();
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child)
    return 1;
  long cpu = usage.ru_utime.tv_sec * 1000000L + usage.ru_utime.tv_usec +
             usage.ru_stime.tv_sec * 1000000L + usage.ru_stime.tv_usec;
  printf("%ld %ld %ld %d\n", cpu, now() - begin, usage.ru_maxrss,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}
