#include "CAllocationCount.h"

#include <errno.h>
#include <stddef.h>

static __thread uint64_t allocations;
static __thread unsigned pauses;

static inline __attribute__((unused)) void tally(void) {
  if (pauses == 0)
    allocations++;
}

void cac_pause(void) { pauses++; }
void cac_resume(void) { pauses--; }

uint64_t cac_allocations(void) { return allocations; }

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

#if defined(UNDER_SANITIZER) || !defined(__GLIBC__)

int cac_is_counting(void) { return 0; }

#else

// glibc's own names of its allocator, which stay reachable when the usual names are taken.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

int cac_is_counting(void) { return 1; }

void *malloc(size_t size) {
  tally();
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  tally();
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  tally();
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  tally();
  return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
  tally();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  tally();
  *memory = __libc_memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}

#endif
