/// A module that distributions leave out, and that the kernel's source has.
struct BuildableModule: Hashable {
  /// The module's name.
  var name: String
  /// Its file or folder in the kernel's source.
  var source: String
  /// The setting that its own Makefile asks for; nil for a single file, which is compiled by itself.
  var setting: String?
  /// Modules of this list that it builds on.
  var needs: [String] = []

  /// The modules that can be built, each after those that it builds on.
  static let all: [BuildableModule] = [
    BuildableModule(
      name: "v4l2-mem2mem", source: "drivers/media/v4l2-core/v4l2-mem2mem.c"),
    BuildableModule(
      name: "vim2m", source: "drivers/media/test-drivers/vim2m.c", needs: ["v4l2-mem2mem"]),
    BuildableModule(
      name: "vicodec", source: "drivers/media/test-drivers/vicodec",
      setting: "CONFIG_VIDEO_VICODEC", needs: ["v4l2-mem2mem"]),
    BuildableModule(name: "vkms", source: "drivers/gpu/drm/vkms", setting: "CONFIG_DRM_VKMS"),
  ]

  /// The module of a name, with hyphens or low lines.
  static func named(_ name: String) -> BuildableModule? {
    let wanted = ModuleIndex.name(ofPath: name)
    return all.first { ModuleIndex.name(ofPath: $0.name) == wanted }
  }

  /// The file that building makes of it.
  var file: String { name + ".ko" }

  /// Its own folder among the things to build.
  var folder: String { name }

  /// Whether the source is one file.
  var isFile: Bool { setting == nil }

  /// Modules and what they build on, in the order in which to load them.
  static func ordered(_ modules: [BuildableModule]) -> [BuildableModule] {
    let names = Set(modules.flatMap { [$0.name] + $0.needs })
    return all.filter { names.contains($0.name) }
  }
}
