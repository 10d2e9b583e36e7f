extension Device {
  /// Puts values of controls into a media request; they take effect with the buffers that are in it.
  ///
  /// All are taken or none. Throws with `EBUSY` for a request that is queued, and with `EACCES` where the driver
  /// takes no controls in requests. The corresponding request is `VIDIOC_S_EXT_CTRLS` with
  /// `V4L2_CTRL_WHICH_REQUEST_VAL`.
  public func set(
    _ settings: [ControlSetting], in request: borrowing MediaRequest
  ) throws(V4L2Error) {
    try set(settings, inRequest: request.descriptor)
  }

  /// The values that controls had when a media request was worked off.
  ///
  /// Throws with `EACCES` for a request that is not done. The corresponding request is `VIDIOC_G_EXT_CTRLS`
  /// with `V4L2_CTRL_WHICH_REQUEST_VAL`.
  public func values(
    of controls: [ControlDescription], in request: borrowing MediaRequest
  ) throws(V4L2Error) -> [ControlValue] {
    try values(of: controls, inRequest: request.descriptor)
  }
}
