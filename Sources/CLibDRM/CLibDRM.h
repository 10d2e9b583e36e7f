/// The kernel's display interface, by the headers that libdrm ships.
///
/// Only structures and numbers are taken of libdrm: every request goes to the kernel through the library's own
/// seam, so nothing is linked. Function-like macros do not reach Swift, and become constants here.
#ifndef CLIBDRM_H
#define CLIBDRM_H

#include <libdrm/drm.h>
#include <libdrm/drm_fourcc.h>
#include <libdrm/drm_mode.h>

static const unsigned long CD_VERSION = DRM_IOCTL_VERSION;
static const unsigned long CD_GET_CAP = DRM_IOCTL_GET_CAP;
static const unsigned long CD_SET_CLIENT_CAP = DRM_IOCTL_SET_CLIENT_CAP;
static const unsigned long CD_SET_MASTER = DRM_IOCTL_SET_MASTER;
static const unsigned long CD_DROP_MASTER = DRM_IOCTL_DROP_MASTER;
static const unsigned long CD_GEM_CLOSE = DRM_IOCTL_GEM_CLOSE;
static const unsigned long CD_PRIME_HANDLE_TO_FD = DRM_IOCTL_PRIME_HANDLE_TO_FD;
static const unsigned long CD_PRIME_FD_TO_HANDLE = DRM_IOCTL_PRIME_FD_TO_HANDLE;
static const unsigned long CD_MODE_GETRESOURCES = DRM_IOCTL_MODE_GETRESOURCES;
static const unsigned long CD_MODE_GETCRTC = DRM_IOCTL_MODE_GETCRTC;
static const unsigned long CD_MODE_SETCRTC = DRM_IOCTL_MODE_SETCRTC;
static const unsigned long CD_MODE_GETENCODER = DRM_IOCTL_MODE_GETENCODER;
static const unsigned long CD_MODE_GETCONNECTOR = DRM_IOCTL_MODE_GETCONNECTOR;
static const unsigned long CD_MODE_GETPROPERTY = DRM_IOCTL_MODE_GETPROPERTY;
static const unsigned long CD_MODE_GETPROPBLOB = DRM_IOCTL_MODE_GETPROPBLOB;
static const unsigned long CD_MODE_RMFB = DRM_IOCTL_MODE_RMFB;
static const unsigned long CD_MODE_PAGE_FLIP = DRM_IOCTL_MODE_PAGE_FLIP;
static const unsigned long CD_MODE_DIRTYFB = DRM_IOCTL_MODE_DIRTYFB;
static const unsigned long CD_MODE_CREATE_DUMB = DRM_IOCTL_MODE_CREATE_DUMB;
static const unsigned long CD_MODE_GETPLANERESOURCES = DRM_IOCTL_MODE_GETPLANERESOURCES;
static const unsigned long CD_MODE_GETPLANE = DRM_IOCTL_MODE_GETPLANE;
static const unsigned long CD_MODE_ADDFB2 = DRM_IOCTL_MODE_ADDFB2;
static const unsigned long CD_MODE_OBJ_GETPROPERTIES = DRM_IOCTL_MODE_OBJ_GETPROPERTIES;
static const unsigned long CD_MODE_ATOMIC = DRM_IOCTL_MODE_ATOMIC;
static const unsigned long CD_MODE_CREATEPROPBLOB = DRM_IOCTL_MODE_CREATEPROPBLOB;
static const unsigned long CD_MODE_DESTROYPROPBLOB = DRM_IOCTL_MODE_DESTROYPROPBLOB;

#endif
