#if DRM
internal import CLibDRM

/// A request's number, paired with the C structure it carries so that the two cannot be mismatched.
struct CardRequest<Argument> {
  /// The number: direction, size of `Argument`, the letter `d` and ordinal.
  let number: UInt
  /// The name in the kernel's header, for errors.
  let name: StaticString

  init(_ number: UInt, _ name: StaticString) {
    self.number = number
    self.name = name
  }
}

extension CardRequest<drm_version> {
  static var version: Self { unsafe Self(CD_VERSION, "DRM_IOCTL_VERSION") }
}

extension CardRequest<drm_get_cap> {
  static var capability: Self { Self(CD_GET_CAP, "DRM_IOCTL_GET_CAP") }
}

extension CardRequest<drm_set_client_cap> {
  static var clientCapability: Self { Self(CD_SET_CLIENT_CAP, "DRM_IOCTL_SET_CLIENT_CAP") }
}

/// The argument of requests that carry nothing.
struct NoArgument {
  var unused: UInt8 = 0
}

extension CardRequest<NoArgument> {
  static var setMaster: Self { Self(CD_SET_MASTER, "DRM_IOCTL_SET_MASTER") }
  static var dropMaster: Self { Self(CD_DROP_MASTER, "DRM_IOCTL_DROP_MASTER") }
}

extension CardRequest<drm_gem_close> {
  static var closeMemory: Self { Self(CD_GEM_CLOSE, "DRM_IOCTL_GEM_CLOSE") }
}

extension CardRequest<drm_prime_handle> {
  static var exportMemory: Self { Self(CD_PRIME_HANDLE_TO_FD, "DRM_IOCTL_PRIME_HANDLE_TO_FD") }
  static var importMemory: Self { Self(CD_PRIME_FD_TO_HANDLE, "DRM_IOCTL_PRIME_FD_TO_HANDLE") }
}

extension CardRequest<drm_mode_card_res> {
  static var resources: Self { Self(CD_MODE_GETRESOURCES, "DRM_IOCTL_MODE_GETRESOURCES") }
}

extension CardRequest<drm_mode_crtc> {
  static var controller: Self { Self(CD_MODE_GETCRTC, "DRM_IOCTL_MODE_GETCRTC") }
  static var setController: Self { Self(CD_MODE_SETCRTC, "DRM_IOCTL_MODE_SETCRTC") }
}

extension CardRequest<drm_mode_get_encoder> {
  static var encoder: Self { Self(CD_MODE_GETENCODER, "DRM_IOCTL_MODE_GETENCODER") }
}

extension CardRequest<drm_mode_get_connector> {
  static var connector: Self { Self(CD_MODE_GETCONNECTOR, "DRM_IOCTL_MODE_GETCONNECTOR") }
}

extension CardRequest<drm_mode_get_property> {
  static var property: Self { Self(CD_MODE_GETPROPERTY, "DRM_IOCTL_MODE_GETPROPERTY") }
}

extension CardRequest<drm_mode_get_blob> {
  static var blob: Self { Self(CD_MODE_GETPROPBLOB, "DRM_IOCTL_MODE_GETPROPBLOB") }
}

extension CardRequest<UInt32> {
  static var removeFramebuffer: Self { Self(CD_MODE_RMFB, "DRM_IOCTL_MODE_RMFB") }
}

extension CardRequest<drm_mode_crtc_page_flip> {
  static var flip: Self { Self(CD_MODE_PAGE_FLIP, "DRM_IOCTL_MODE_PAGE_FLIP") }
}

extension CardRequest<drm_mode_fb_dirty_cmd> {
  static var dirty: Self { Self(CD_MODE_DIRTYFB, "DRM_IOCTL_MODE_DIRTYFB") }
}

extension CardRequest<drm_mode_create_dumb> {
  static var makeMemory: Self { Self(CD_MODE_CREATE_DUMB, "DRM_IOCTL_MODE_CREATE_DUMB") }
}

extension CardRequest<drm_mode_get_plane_res> {
  static var planes: Self { Self(CD_MODE_GETPLANERESOURCES, "DRM_IOCTL_MODE_GETPLANERESOURCES") }
}

extension CardRequest<drm_mode_get_plane> {
  static var plane: Self { Self(CD_MODE_GETPLANE, "DRM_IOCTL_MODE_GETPLANE") }
}

extension CardRequest<drm_mode_fb_cmd2> {
  static var addFramebuffer: Self { Self(CD_MODE_ADDFB2, "DRM_IOCTL_MODE_ADDFB2") }
}

extension CardRequest<drm_mode_obj_get_properties> {
  static var properties: Self {
    Self(CD_MODE_OBJ_GETPROPERTIES, "DRM_IOCTL_MODE_OBJ_GETPROPERTIES")
  }
}

extension CardRequest<drm_mode_atomic> {
  static var commit: Self { Self(CD_MODE_ATOMIC, "DRM_IOCTL_MODE_ATOMIC") }
}

extension CardRequest<drm_mode_create_blob> {
  static var makeBlob: Self { Self(CD_MODE_CREATEPROPBLOB, "DRM_IOCTL_MODE_CREATEPROPBLOB") }
}

extension CardRequest<drm_mode_destroy_blob> {
  static var destroyBlob: Self { Self(CD_MODE_DESTROYPROPBLOB, "DRM_IOCTL_MODE_DESTROYPROPBLOB") }
}
#endif
