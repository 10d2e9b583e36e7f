internal import SystemPackage

/// What a kernel has as modules, and what each needs first: the kernel's own `modules.dep`.
struct ModuleIndex {
  private var paths: [String: String] = [:]
  private var needs: [String: [String]] = [:]
  private var builtIn: Set<String> = []

  init(dependencies: String, builtIn: String) {
    for line in dependencies.split(separator: "\n") {
      let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else { continue }
      let name = Self.name(ofPath: halves[0])
      paths[name] = String(halves[0])
      needs[name] = halves[1].split(separator: " ").map(Self.name(ofPath:))
    }
    self.builtIn = Set(builtIn.split(separator: "\n").map(Self.name(ofPath:)))
  }

  init(_ kernel: GuestKernel) throws(VirtualMachineError) {
    let dependencies = try Files.readText(kernel.modules.appending("modules.dep"))
    let builtIn = (try? Files.readText(kernel.modules.appending("modules.builtin"))) ?? ""
    self.init(dependencies: dependencies, builtIn: builtIn)
  }

  /// The name the kernel uses: no folder, no suffix, and a low line where the file has a hyphen.
  static func name(ofPath path: some StringProtocol) -> String {
    let text = String(path)
    let file = text.lastIndex(of: "/").map { text[text.index(after: $0)...] } ?? text[...]
    return String(file.prefix { $0 != "." }.map { $0 == "-" ? "_" : $0 })
  }

  func contains(_ module: String) -> Bool {
    let name = Self.name(ofPath: module)
    return paths[name] != nil || builtIn.contains(name)
  }

  /// The files to insert for some modules, in the order in which to insert them.
  ///
  /// A module that is built in, or that this kernel does not have, adds nothing.
  func files(for modules: [String]) -> [String] {
    var files: [String] = []
    var seen: Set<String> = []
    func visit(_ name: String) {
      guard seen.insert(name).inserted, let path = paths[name] else { return }
      // depmod lists what must come first last.
      for need in (needs[name] ?? []).reversed() { visit(need) }
      files.append(path)
    }
    for module in modules { visit(Self.name(ofPath: module)) }
    return files
  }
}
