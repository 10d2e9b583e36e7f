/// Counts a thread's heap allocations, by standing in front of malloc in the program it is linked into.
#ifndef CALLOCATIONCOUNT_H
#define CALLOCATIONCOUNT_H

#include <stdint.h>

/// Allocations of the calling thread so far; reallocations count too.
uint64_t cac_allocations(void);

/// Stops counting on the calling thread until as many resumptions.
void cac_pause(void);
/// Ends a pause.
void cac_resume(void);

/// Whether anything is counted: not under a sanitizer, which needs malloc for itself.
int cac_is_counting(void);

#endif
