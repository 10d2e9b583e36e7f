/// libyuv: conversion between YCbCr and RGB formats. It ships no pkg-config file, hence the link line
/// in the module map.
#include <libyuv.h>
