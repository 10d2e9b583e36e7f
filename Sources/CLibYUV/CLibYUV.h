/// libyuv: conversion between YCbCr and RGB formats. It ships no pkg-config file, hence the link line
/// in the module map.
#include <libyuv.h>

// The constants must be used where they are: their vectors are aligned to 32 bytes, which a copy made by
// Swift is not, and the AVX2 code faults on it. The mirrored ones are for Cb and Cr exchanged.

static inline const struct YuvConstants *cly_bt601_limited(void) { return &kYvuI601Constants; }
static inline const struct YuvConstants *cly_bt601_full(void) { return &kYvuJPEGConstants; }
static inline const struct YuvConstants *cly_rec709_full(void) { return &kYvuF709Constants; }
static inline const struct YuvConstants *cly_bt2020_full(void) { return &kYvuV2020Constants; }
