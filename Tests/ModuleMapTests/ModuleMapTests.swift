import Subprocess
import SystemPackage
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The C modules must be usable without SwiftPM, by whoever has only a Swift compiler and the umbrella map.
@Suite struct ModuleMaps {
  /// The package's top folder, from this file's place in it.
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private static let client = """
    import CChafa
    import CLibDRM
    import CLibPNG
    import CLibV4LConvert
    import CLibYUV
    import CTurboJPEG
    import CVideoDev2

    // A value of each module, so that each one's library has to link.
    let capability = v4l2_capability()
    print("card", CD_VERSION & 0xffff == 0x6400)
    print("capability", MemoryLayout.size(ofValue: capability), CV_QUERYCAP)
    let turbo = tjInitCompress()
    print("turbojpeg", turbo != nil, tjDestroy(turbo))
    print("png", png_access_version_number() > 10000)
    var rgb = [UInt8](repeating: 0, count: 4)
    let grey: [UInt8] = [128]
    print("yuv", I400ToARGB(grey, 1, &rgb, 4, 1, 1), rgb[0] == rgb[1])
    let converter = clv_create()
    print("v4lconvert", converter != nil)
    v4lconvert_destroy(converter)
    print("chafa", cch_terminal_has(CCH_SYMBOLS) == 1)
    """

  private func run(
    _ program: Executable, _ arguments: [String], in folder: String
  ) async throws -> (isSuccess: Bool, output: String, errors: String) {
    let result = try await Subprocess.run(
      program, arguments: Arguments(arguments), workingDirectory: FilePath(folder),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    return (
      result.terminationStatus.isSuccess, result.standardOutput, result.standardError
    )
  }

  @Test(
    "a client of every C module builds by plain swiftc with a fresh module cache, from anywhere")
  func client() async throws {
    var template = Array("/tmp/modulemap-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    try #require(made)
    let folder = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let source = unsafe try FileDescriptor.open(
      "\(folder)/client.swift", .writeOnly, options: [.create], permissions: .ownerReadWrite)
    try source.closeAfter { _ = try source.writeAll(Self.client.utf8) }

    // chafa's headers, and those they include, are in folders of their own.
    let flags = try await run(.name("pkg-config"), ["--cflags-only-I", "chafa"], in: "/").output
    let includes = flags.split(whereSeparator: \.isWhitespace).flatMap { ["-Xcc", String($0)] }
    // A stale cache would hide a missing header or search path.
    let build = try await run(
      .name("swiftc"),
      includes + [
        "-Xcc", "-fmodule-map-file=\(Self.root)/Modules.modulemap", "-module-cache-path",
        "\(folder)/cache", "client.swift", "-o", "client",
      ], in: folder)
    #expect(build.isSuccess, "\(build.errors)")
    let found = try await run(.path(FilePath("\(folder)/client")), [], in: "/")
    #expect(found.isSuccess, "\(found.errors)")
    #expect(
      found.output == """
        card true
        capability 104 2154321408
        turbojpeg true 0
        png true
        yuv 0 true
        v4lconvert true
        chafa true

        """)

    // The umbrella's own paths are relative: it must work from the package's folder as well.
    let again = try await run(
      .name("swiftc"),
      includes + [
        "-Xcc", "-fmodule-map-file=Modules.modulemap", "-module-cache-path", "\(folder)/cache2",
        "-typecheck", "\(folder)/client.swift",
      ], in: Self.root)
    #expect(again.isSuccess, "\(again.errors)")
    _ = try await run(.name("rm"), ["-r", folder], in: "/")
  }

  @Test("the umbrella names every module map of the package")
  func complete() async throws {
    let umbrella = try await run(.name("cat"), ["Modules.modulemap"], in: Self.root).output
    let maps = try await run(.name("sh"), ["-c", "ls Sources/*/module.modulemap"], in: Self.root)
      .output
    for map in maps.split(separator: "\n") { #expect(umbrella.contains("\"\(map)\""), "\(map)") }
    #expect(maps.split(separator: "\n").count >= 5)
  }
}
