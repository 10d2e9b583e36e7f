import ArgumentParser
import SystemPackage
import VirtualMachine

struct VMKernels: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Lists the kernels a virtual machine can boot, and fetches them.",
    discussion: """
      Kernels are packages of the distribution, fetched with apt into a cache folder
      ($XDG_CACHE_HOME/swift-v4l2, or ~/.cache/swift-v4l2), checked, and never installed on this host.
      """)

  @Option(help: "Fetch the newest kernel of this name, such as 6.12, 6.12-rt or 6.1.")
  var fetch: String?

  @Flag(help: "List what the package lists offer, too.")
  var available = false

  @Flag(help: "Write one JSON document.")
  var json = false

  func run() async throws {
    let store = KernelStore()
    do throws(VirtualMachineError) {
      if let fetch {
        let kernel = try await store.resolve(fetch) { Messages.tell($0) }
        let newest =
          kernel.origin == .cached ? try await store.fetch(fetch) { Messages.tell($0) } : kernel
        print(newest.release)
        return
      }
      let local = store.local()
      let offered = available ? try await store.available() : []
      let known = Set(local.map(\.release))
      let entries =
        local.map { Entry(release: $0.release, state: $0.origin.rawValue, root: $0.root.string) }
        + offered.filter { !known.contains($0) }.map {
          Entry(release: $0, state: "available", root: "")
        }
      if json {
        let items = entries.map { entry in
          let place = entry.root.isEmpty ? "" : ",\"root\":\(Messages.quoted(entry.root))"
          return
            "{\"release\":\(Messages.quoted(entry.release)),\"state\":\"\(entry.state)\"\(place)}"
        }
        print("{\"kernels\":[\(items.joined(separator: ","))]}")
      } else if entries.isEmpty {
        Messages.tell("no kernel yet; fetch one with vidctl vm kernels --fetch 6.12")
      } else {
        let width = entries.map(\.release.count).max() ?? 0
        for entry in entries {
          let padding = String(repeating: " ", count: width - entry.release.count)
          print(
            entry.release + padding + "  " + entry.state
              + (entry.root.isEmpty ? "" : "  " + entry.root))
        }
      }
    } catch {
      Messages.tell(error.description)
      throw ExitCode.failure
    }
  }

  private struct Entry {
    var release: String
    var state: String
    var root: String
  }
}
