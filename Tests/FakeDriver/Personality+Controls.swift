internal import CVideoDev2

extension Personality {
  /// Controls of every type, called and numbered as vivid's, so that the contract finds them on both.
  package static let vividControls: [FakeControl] = {
    let slider = UInt32(V4L2_CTRL_FLAG_SLIDER)
    let readWriteNothing = UInt32(V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY)
    let button = UInt32(V4L2_CTRL_FLAG_WRITE_ONLY | V4L2_CTRL_FLAG_EXECUTE_ON_WRITE)
    var gain = FakeControl(0x98_0913, "Gain", 1, 0...255, standard: 100)
    gain.leader = 0x98_0912
    var menu = FakeControl(0x98_f904, "Menu", 3, 1...4, standard: 3)
    menu.menu = [nil, "Menu Item 1", nil, "Menu Item 3", "Menu Item 4"]
    var integerMenu = FakeControl(0x98_f907, "Integer Menu", 9, 1...8, standard: 4)
    integerMenu.numbers = [nil, nil, 2, 3, 5, 8, 13, 21, 42]
    var cropping = FakeControl(0xf0_f01f, "Enable Capture Cropping", 2, 0...1, standard: 1)
    cropping.isGrabbedWhileStreaming = true
    let size = FakeControl.bytes(1000, 4) + FakeControl.bytes(2000, 4)
    let whole = Int64(Int32.min)...Int64(Int32.max)
    return [
      FakeControl(0x98_0001, "User Controls", 6, flags: readWriteNothing),
      FakeControl(0x98_0900, "Brightness", 1, 0...255, standard: 128, flags: slider),
      FakeControl(0x98_0901, "Contrast", 1, 0...255, standard: 128, flags: slider),
      FakeControl(0x98_0903, "Hue", 1, -128...128, flags: slider),
      FakeControl(
        0x98_0912, "Gain, Automatic", 2, 0...1, standard: 1,
        flags: UInt32(V4L2_CTRL_FLAG_UPDATE)),
      gain,
      FakeControl(0x98_f900, "Button", 4, flags: button),
      FakeControl(0x98_f901, "Boolean", 2, 0...1, standard: 1),
      FakeControl(0x98_f902, "Integer 32 Bits", 1, whole),
      FakeControl(0x98_f903, "Integer 64 Bits", 5, Int64.min...Int64.max, elementSize: 8),
      menu,
      FakeControl(0x98_f905, "String", 7, 2...4, elementSize: 5),
      FakeControl(
        0x98_f906, "Bitmask", 8, 0...0x8040_2010, step: 0, standard: 0x8000_2000),
      integerMenu,
      FakeControl(
        0x98_f909, "U16 8x16 Matrix", 0x101, 16...8192, standard: 24, elementSize: 2,
        dimensions: [8, 16]),
      FakeControl(
        0x98_f90a, "U8 2x3x4x5 Array", 0x100, 16...32, standard: 24, elementSize: 1,
        dimensions: [2, 3, 4, 5]),
      FakeControl(0x98_f90b, "Area", 0x106, elementSize: 8, initial: size),
      FakeControl(
        0x98_f90c, "Read-Only Integer 32 Bits", 1, 0...255,
        flags: UInt32(V4L2_CTRL_FLAG_READ_ONLY)),
      FakeControl(
        0x98_f90d, "U32 Dynamic Array", 0x102, 10...90, standard: 50,
        flags: UInt32(V4L2_CTRL_FLAG_DYNAMIC_ARRAY), dimensions: [100]),
      FakeControl(
        0x98_f90f, "S32 2 Element Array", 1, -1...1, standard: 0, dimensions: [2]),
      FakeControl(
        0x98_f910, "S64 5 Element Array", 5, -10...10, standard: 4, elementSize: 8,
        dimensions: [5]),
      FakeControl(0xf0_0001, "Vivid Controls", 6, flags: readWriteNothing),
      cropping,
    ]
  }()
}
