/// libv4lconvert: conversion of the formats that webcams invent.
#include <linux/videodev2.h>
#include <stddef.h>
#include <libv4lconvert.h>
