// Luma and chroma in colour planes of their own.

extension PixelFormat {
  /// What is known about the formats of this family, in the header's order.
  static var knownYUVPlanar: [Information] {
    [
      Information(.m420, "V4L2_PIX_FMT_M420", "YUV 4:2:0 (M420)", .yuvPlanar, .lineInterleaved420),
      Information(.nv12, "V4L2_PIX_FMT_NV12", "Y/UV 4:2:0", .yuvPlanar, .semiplanar(2, 2)),
      Information(.nv21, "V4L2_PIX_FMT_NV21", "Y/VU 4:2:0", .yuvPlanar, .semiplanar(2, 2, .crcb)),
      Information(.nv16, "V4L2_PIX_FMT_NV16", "Y/UV 4:2:2", .yuvPlanar, .semiplanar(2, 1)),
      Information(.nv61, "V4L2_PIX_FMT_NV61", "Y/VU 4:2:2", .yuvPlanar, .semiplanar(2, 1, .crcb)),
      Information(.nv24, "V4L2_PIX_FMT_NV24", "Y/UV 4:4:4", .yuvPlanar, .semiplanar(1, 1)),
      Information(.nv42, "V4L2_PIX_FMT_NV42", "Y/VU 4:4:4", .yuvPlanar, .semiplanar(1, 1, .crcb)),
      Information(
        .p010, "V4L2_PIX_FMT_P010", "10-bit Y/UV 4:2:0", .yuvPlanar,
        .semiplanar(2, 2, bytes: 2, bits: 10, order: .littleEndian)),
      Information(
        .nv12M, "V4L2_PIX_FMT_NV12M", "Y/UV 4:2:0 (N-C)", .yuvPlanar,
        .semiplanar(2, 2, memoryPlanes: 2)),
      Information(
        .nv21M, "V4L2_PIX_FMT_NV21M", "Y/VU 4:2:0 (N-C)", .yuvPlanar,
        .semiplanar(2, 2, .crcb, memoryPlanes: 2)),
      Information(
        .nv16M, "V4L2_PIX_FMT_NV16M", "Y/UV 4:2:2 (N-C)", .yuvPlanar,
        .semiplanar(2, 1, memoryPlanes: 2)),
      Information(
        .nv61M, "V4L2_PIX_FMT_NV61M", "Y/VU 4:2:2 (N-C)", .yuvPlanar,
        .semiplanar(2, 1, .crcb, memoryPlanes: 2)),
      Information(.yuv410, "V4L2_PIX_FMT_YUV410", "Planar YUV 4:1:0", .yuvPlanar, .planar(4, 4)),
      Information(
        .yvu410, "V4L2_PIX_FMT_YVU410", "Planar YVU 4:1:0", .yuvPlanar,
        .planar(4, 4, reversed: true)),
      Information(.yuv411P, "V4L2_PIX_FMT_YUV411P", "Planar YUV 4:1:1", .yuvPlanar, .planar(4, 1)),
      Information(.yuv420, "V4L2_PIX_FMT_YUV420", "Planar YUV 4:2:0", .yuvPlanar, .planar(2, 2)),
      Information(
        .yvu420, "V4L2_PIX_FMT_YVU420", "Planar YVU 4:2:0", .yuvPlanar,
        .planar(2, 2, reversed: true)),
      Information(.yuv422P, "V4L2_PIX_FMT_YUV422P", "Planar YUV 4:2:2", .yuvPlanar, .planar(2, 1)),
      Information(
        .yuv420M, "V4L2_PIX_FMT_YUV420M", "Planar YUV 4:2:0 (N-C)", .yuvPlanar,
        .planar(2, 2, memoryPlanes: 3)),
      Information(
        .yvu420M, "V4L2_PIX_FMT_YVU420M", "Planar YVU 4:2:0 (N-C)", .yuvPlanar,
        .planar(2, 2, reversed: true, memoryPlanes: 3)),
      Information(
        .yuv422M, "V4L2_PIX_FMT_YUV422M", "Planar YUV 4:2:2 (N-C)", .yuvPlanar,
        .planar(2, 1, memoryPlanes: 3)),
      Information(
        .yvu422M, "V4L2_PIX_FMT_YVU422M", "Planar YVU 4:2:2 (N-C)", .yuvPlanar,
        .planar(2, 1, reversed: true, memoryPlanes: 3)),
      Information(
        .yuv444M, "V4L2_PIX_FMT_YUV444M", "Planar YUV 4:4:4 (N-C)", .yuvPlanar,
        .planar(1, 1, memoryPlanes: 3)),
      Information(
        .yvu444M, "V4L2_PIX_FMT_YVU444M", "Planar YVU 4:4:4 (N-C)", .yuvPlanar,
        .planar(1, 1, reversed: true, memoryPlanes: 3)),
      Information(
        .nv12Tiled4x4, "V4L2_PIX_FMT_NV12_4L4", "Y/UV 4:2:0 (4x4 Linear)", .yuvPlanar,
        .semiplanar(2, 2, tile: .init(bytes: 4, lines: 4))),
      Information(
        .nv12Tiled16x16, "V4L2_PIX_FMT_NV12_16L16", "Y/UV 4:2:0 (16x16 Linear)", .yuvPlanar,
        .semiplanar(2, 2, tile: .init(bytes: 16, lines: 16))),
      Information(
        .nv12Tiled32x32, "V4L2_PIX_FMT_NV12_32L32", "Y/UV 4:2:0 (32x32 Linear)", .yuvPlanar,
        .semiplanar(2, 2, tile: .init(bytes: 32, lines: 32))),
      Information(
        .p010Tiled4x4, "V4L2_PIX_FMT_P010_4L4", "10-bit Y/UV 4:2:0 (4x4 Linear)", .yuvPlanar,
        .semiplanar(2, 2, bytes: 2, bits: 10, order: .littleEndian, tile: .init(bytes: 8, lines: 4))
      ),
      Information(
        .nv12MTiled64x32, "V4L2_PIX_FMT_NV12MT", "Y/UV 4:2:0 (64x32 MB, N-C)", .yuvPlanar,
        .semiplanar(2, 2, memoryPlanes: 2, tile: .init(bytes: 64, lines: 32))),
      Information(
        .nv12MTiled16x16, "V4L2_PIX_FMT_NV12MT_16X16", "Y/UV 4:2:0 (16x16 MB, N-C)", .yuvPlanar,
        .semiplanar(2, 2, memoryPlanes: 2, tile: .init(bytes: 16, lines: 16))),
      Information(
        .nv12MTiled8x128, "V4L2_PIX_FMT_NV12M_8L128", "NV12M (8x128 Linear)", .yuvPlanar,
        .semiplanar(2, 2, memoryPlanes: 2, tile: .init(bytes: 8, lines: 128))),
      Information(
        .nv12MTenBitTiled8x128, "V4L2_PIX_FMT_NV12M_10BE_8L128", "10-bit NV12M (8x128 Linear, BE)",
        .yuvPlanar,
        .semiplanar(
          2, 2, bytes: 5, per: 4, bits: 10, memoryPlanes: 2, order: .bigEndian,
          tile: .init(bytes: 8, lines: 128))),
      Information(
        .mm21, "V4L2_PIX_FMT_MM21", "Mediatek 8-bit Block Format", .yuvPlanar,
        .semiplanar(
          2, 2, memoryPlanes: 2, tile: .init(bytes: 16, lines: 32),
          chromaTile: .init(bytes: 16, lines: 16))),
      Information(
        .nv15, "V4L2_PIX_FMT_NV15", "10-bit Y/UV 4:2:0 (Packed)", .yuvPlanar,
        .semiplanar(2, 2, bytes: 5, per: 4, bits: 10)),
      Information(
        .nv20, "V4L2_PIX_FMT_NV20", "10-bit Y/UV 4:2:2 (Packed)", .yuvPlanar,
        .semiplanar(2, 1, bytes: 5, per: 4, bits: 10)),
      Information(
        .p012, "V4L2_PIX_FMT_P012", "12-bit Y/UV 4:2:0", .yuvPlanar,
        .semiplanar(2, 2, bytes: 2, bits: 12, order: .littleEndian)),
      Information(
        .p012M, "V4L2_PIX_FMT_P012M", "12-bit Y/UV 4:2:0 (N-C)", .yuvPlanar,
        .semiplanar(2, 2, bytes: 2, bits: 12, memoryPlanes: 2, order: .littleEndian)),
      Information(
        .nv15Tiled4x4, "V4L2_PIX_FMT_NV15_4L4", "10-bit Y/UV 4:2:0 (4x4 Linear)", .yuvPlanar,
        .semiplanar(2, 2, bytes: 5, per: 4, bits: 10, tile: .init(bytes: 5, lines: 4))),
      Information(
        .nv12Tiled8x128, "V4L2_PIX_FMT_NV12_8L128", "NV12 (8x128 Linear)", .yuvPlanar,
        .semiplanar(2, 2, tile: .init(bytes: 8, lines: 128))),
      Information(
        .nv12TenBitTiled8x128, "V4L2_PIX_FMT_NV12_10BE_8L128", "10-bit NV12 (8x128 Linear, BE)",
        .yuvPlanar,
        .semiplanar(
          2, 2, bytes: 5, per: 4, bits: 10, order: .bigEndian, tile: .init(bytes: 8, lines: 128))),
      Information(
        .mt2110T, "V4L2_PIX_FMT_MT2110T", "Mediatek 10bit Tile Mode", .yuvPlanar,
        .semiplanar(
          2, 2, bytes: 5, per: 4, bits: 10, memoryPlanes: 2, tile: .init(bytes: 20, lines: 32),
          chromaTile: .init(bytes: 20, lines: 16)), isCompressed: true),
      Information(
        .mt2110R, "V4L2_PIX_FMT_MT2110R", "Mediatek 10bit Raster Mode", .yuvPlanar,
        .semiplanar(
          2, 2, bytes: 5, per: 4, bits: 10, memoryPlanes: 2, tile: .init(bytes: 20, lines: 32),
          chromaTile: .init(bytes: 20, lines: 16)), isCompressed: true),
    ]
  }
}
