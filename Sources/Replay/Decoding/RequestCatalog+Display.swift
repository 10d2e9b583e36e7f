extension RequestCatalog {
  private static func card(
    _ direction: UInt32, _ ordinal: UInt32, _ name: String, _ size: UInt32
  ) -> Entry {
    Entry(
      name: "DRM_IOCTL_" + name, number: RequestNumber(direction, "d", ordinal, size: size),
      schema: .nothing)
  }

  private static let (none, write, both): (UInt32, UInt32, UInt32) = (0, 1, 3)

  /// Requests to display cards, by name alone.
  static let display: [Entry] = [
    card(both, 0x00, "VERSION", 64), card(write, 0x09, "GEM_CLOSE", 8),
    card(both, 0x0c, "GET_CAP", 16), card(write, 0x0d, "SET_CLIENT_CAP", 16),
    card(none, 0x1e, "SET_MASTER", 0), card(none, 0x1f, "DROP_MASTER", 0),
    card(both, 0x2d, "PRIME_HANDLE_TO_FD", 12), card(both, 0x2e, "PRIME_FD_TO_HANDLE", 12),
    card(both, 0xa0, "MODE_GETRESOURCES", 64), card(both, 0xa1, "MODE_GETCRTC", 104),
    card(both, 0xa2, "MODE_SETCRTC", 104), card(both, 0xa6, "MODE_GETENCODER", 20),
    card(both, 0xa7, "MODE_GETCONNECTOR", 80), card(both, 0xaa, "MODE_GETPROPERTY", 64),
    card(both, 0xac, "MODE_GETPROPBLOB", 16), card(both, 0xaf, "MODE_RMFB", 4),
    card(both, 0xb0, "MODE_PAGE_FLIP", 24), card(both, 0xb1, "MODE_DIRTYFB", 24),
    card(both, 0xb2, "MODE_CREATE_DUMB", 32), card(both, 0xb5, "MODE_GETPLANERESOURCES", 16),
    card(both, 0xb6, "MODE_GETPLANE", 32), card(both, 0xb8, "MODE_ADDFB2", 104),
    card(both, 0xb9, "MODE_OBJ_GETPROPERTIES", 32), card(both, 0xbc, "MODE_ATOMIC", 56),
    card(both, 0xbd, "MODE_CREATEPROPBLOB", 16), card(both, 0xbe, "MODE_DESTROYPROPBLOB", 4),
  ]
}
