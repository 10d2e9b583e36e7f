// swift-tools-version: 6.2
import PackageDescription

/// The settings every Swift target of this package is built with.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("Lifetimes"),
]

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "swift-v4l2",
  products: [
    .library(name: "V4L2", targets: ["V4L2", "DMABuf", "VideoFormats", "SystemIO"]),
    .library(name: "Capture", targets: ["Capture"]),
    .library(name: "Negotiation", targets: ["Negotiation", "VideoFormats"]),
    .library(name: "Imaging", targets: ["Imaging"]),
    .library(name: "Pipeline", targets: ["Pipeline"]),
    .library(name: "Display", targets: ["Display"]),
    .library(name: "FrameShare", targets: ["FrameShare"]),
    .library(name: "Replay", targets: ["Replay"]),
    .library(name: "VirtualMachine", targets: ["VirtualMachine"]),
    .executable(name: "vidctl", targets: ["vidctl"]),
  ],
  traits: [
    .trait(name: "JPEG", description: "Decode and write JPEG pictures with libjpeg-turbo."),
    .trait(name: "PNG", description: "Write PNG pictures with libpng."),
    .trait(name: "DRM", description: "Show pictures on display cards."),
    .trait(name: "Chafa", description: "Show pictures in a terminal with chafa."),
    .trait(name: "YUV", description: "Convert YCbCr formats with libyuv."),
    .trait(name: "V4LConvert", description: "Convert camera formats with libv4lconvert."),
    .default(enabledTraits: ["Chafa", "DRM", "JPEG", "PNG", "YUV", "V4LConvert"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    // The ground: kernel headers and C libraries.
    .systemLibrary(name: "CVideoDev2"),
    .systemLibrary(
      name: "CLibV4LConvert", pkgConfig: "libv4lconvert", providers: [.apt(["libv4l-dev"])]),
    // Headers alone: nothing of libdrm is linked.
    .systemLibrary(name: "CLibDRM", providers: [.apt(["libdrm-dev"])]),
    .systemLibrary(name: "CLibYUV", providers: [.apt(["libyuv-dev"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CChafa", pkgConfig: "chafa", providers: [.apt(["libchafa-dev", "libglib2.0-dev"])]),
    .target(name: "CSignals"),

    // Mechanism.
    .target(
      name: "SystemIO", dependencies: ["CSignals", "CVideoDev2", systemPackage],
      swiftSettings: settings),
    .target(name: "VideoFormats", swiftSettings: settings),
    .target(
      name: "DMABuf", dependencies: ["CVideoDev2", "SystemIO", systemPackage],
      swiftSettings: settings),
    .target(
      name: "V4L2",
      dependencies: ["CVideoDev2", "DMABuf", "SystemIO", "VideoFormats", systemPackage],
      swiftSettings: settings),

    // What stands on it.
    .target(name: "Negotiation", dependencies: ["VideoFormats"], swiftSettings: settings),
    .target(
      name: "Imaging",
      dependencies: [
        "VideoFormats", systemPackage,
        .target(name: "CLibV4LConvert", condition: .when(traits: ["V4LConvert"])),
        .target(name: "CLibYUV", condition: .when(traits: ["YUV"])),
        .target(name: "CTurboJPEG", condition: .when(traits: ["JPEG"])),
        .target(name: "CLibPNG", condition: .when(traits: ["PNG"])),
      ],
      swiftSettings: settings),
    .target(
      name: "Capture",
      dependencies: [
        "CVideoDev2", "DMABuf", "Negotiation", "V4L2", "SystemIO", "VideoFormats", systemPackage,
      ],
      swiftSettings: settings),
    .target(
      name: "Display",
      dependencies: [
        "CVideoDev2", "DMABuf", "V4L2", "SystemIO", "VideoFormats", histogram, systemPackage,
        .target(name: "CLibDRM", condition: .when(traits: ["DRM"])),
      ],
      swiftSettings: settings),
    .target(
      name: "FrameShare",
      dependencies: ["CVideoDev2", "DMABuf", "V4L2", "SystemIO", "VideoFormats", systemPackage],
      swiftSettings: settings),
    .target(
      name: "Pipeline",
      dependencies: [
        "Capture", "Display", "DMABuf", "FrameShare", "Imaging", "Negotiation", "V4L2", "SystemIO",
        "VideoFormats", systemPackage,
      ],
      swiftSettings: settings),
    .target(
      name: "Replay", dependencies: ["CVideoDev2", "SystemIO", "VideoFormats", systemPackage],
      swiftSettings: settings),
    .target(
      name: "VirtualMachine", dependencies: ["SystemIO", subprocess, systemPackage],
      swiftSettings: settings),
    .target(
      name: "TerminalUI",
      dependencies: [
        "CSignals", "SystemIO", systemPackage,
        .target(name: "CChafa", condition: .when(traits: ["Chafa"])),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "vidctl",
      dependencies: [
        "Capture", "Display", "DMABuf", "FrameShare", "Imaging", "Negotiation", "Pipeline",
        "Replay", "SystemIO", "TerminalUI", "V4L2", "VideoFormats", "VirtualMachine",
        argumentParser, systemPackage,
      ],
      swiftSettings: settings),

    // Tests, and what they share.
    .target(
      name: "FakeDriver",
      dependencies: [
        "CAllocationCount", "CVideoDev2", "SystemIO", "V4L2", "VideoFormats", systemPackage,
      ],
      path: "Tests/FakeDriver", swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: ["DMABuf", "SystemIO", "V4L2", "VideoFormats", subprocess, systemPackage],
      path: "Tests/TestSupport", swiftSettings: settings),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .testTarget(
      name: "SystemIOTests",
      dependencies: ["SystemIO", "CVideoDev2", "TestSupport", systemPackage],
      swiftSettings: settings),
    .testTarget(
      name: "VideoFormatsTests", dependencies: ["VideoFormats", "CVideoDev2"],
      swiftSettings: settings),
    .testTarget(
      name: "V4L2Tests",
      dependencies: [
        "V4L2", "CAllocationCount", "DMABuf", "FakeDriver", "TestSupport", "CVideoDev2", "SystemIO",
        "VideoFormats", systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "NegotiationTests", dependencies: ["Negotiation", "VideoFormats"],
      swiftSettings: settings),
    .testTarget(
      name: "ImagingTests",
      dependencies: ["Imaging", "VideoFormats", "TestSupport", systemPackage],
      swiftSettings: settings),
    .testTarget(
      name: "CaptureTests",
      dependencies: [
        "CAllocationCount", "Capture", "FakeDriver", "Negotiation", "SystemIO", "TestSupport",
        "V4L2",
        "VideoFormats", systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DisplayTests",
      dependencies: [
        "Display", "DMABuf", "FakeDriver", "SystemIO", "TestSupport", "V4L2", "VideoFormats",
        systemPackage,
        .target(name: "CLibDRM", condition: .when(traits: ["DRM"])),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "FrameShareTests",
      dependencies: [
        "FrameShare", "CAllocationCount", "CVideoDev2", "DMABuf", "FakeDriver", "TestSupport",
        "V4L2", "SystemIO", "VideoFormats", subprocess, systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Pipeline", "CAllocationCount", "Capture", "DMABuf", "FakeDriver", "Negotiation",
        "TestSupport", "V4L2", "SystemIO", "VideoFormats", subprocess, systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ReplayTests",
      dependencies: [
        "vidctl", "Capture", "CVideoDev2", "FakeDriver", "Negotiation", "Replay", "SystemIO",
        "TestSupport", "V4L2", "VideoFormats", subprocess, systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "VirtualMachineTests",
      dependencies: ["VirtualMachine", "TestSupport", subprocess, systemPackage],
      swiftSettings: settings),
    .executableTarget(
      name: "terminal-trial", dependencies: ["TerminalUI"],
      path: "Tests/TerminalTrial", swiftSettings: settings),
    .testTarget(
      name: "TerminalUITests",
      dependencies: ["terminal-trial", "SystemIO", "TerminalUI", "TestSupport", systemPackage],
      swiftSettings: settings),
    .testTarget(
      name: "VidctlTests",
      dependencies: [
        "vidctl", "Capture", "Display", "FakeDriver", "FrameShare", "Negotiation", "Pipeline",
        "SystemIO", "TerminalUI", "TestSupport", "V4L2", "VideoFormats", argumentParser, subprocess,
        systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ModuleMapTests",
      dependencies: [
        "Capture", "Imaging", "Negotiation", "Replay", "SystemIO", "TestSupport", "V4L2",
        subprocess,
        systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "VividTests",
      dependencies: [
        "CAllocationCount", "Capture", "Display", "DMABuf", "FrameShare", "Imaging", "Negotiation",
        "Pipeline", "SystemIO", "TestSupport", "V4L2", "VideoFormats", "VirtualMachine",
        subprocess, systemPackage,
      ],
      swiftSettings: settings),
  ]
)
