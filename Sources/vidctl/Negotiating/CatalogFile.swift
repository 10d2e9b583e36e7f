import FoundationEssentials
import SystemPackage
import VideoFormats

/// A catalogue in a file, as `vidctl formats --json` writes it.
enum CatalogFile {
  /// Larger than any device's catalogue.
  private static let largest = 64 << 20

  /// Reads a catalogue, or says in one sentence why it is none.
  static func read(_ path: String) throws(Failure) -> FormatCatalog {
    let content: Data
    do throws(Errno) {
      content = Data(try WholeFile.read(path, limit: largest))
    } catch {
      throw Failure(
        error == .permissionDenied ? .noPermission : .failure,
        "\(path): can't be read: \(error); name a file that 'vidctl formats DEVICE --json' wrote")
    }
    do {
      return try JSONDecoder().decode(FormatCatalog.self, from: content)
    } catch {
      throw .usage(
        "\(path): not a catalogue: \(reason(error)); "
          + "name a file that 'vidctl formats DEVICE --json' wrote")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context)?:
      "'\(key.stringValue)' is missing\(place(context))"
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      "something of another kind was expected\(place(context))"
    case .dataCorrupted(let context)?:
      context.codingPath.isEmpty
        ? "it is no JSON" : "\(context.debugDescription)\(place(context))"
    default: "it is no JSON"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    guard !context.codingPath.isEmpty else { return "" }
    let path = context.codingPath.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
    return " at \(path)"
  }
}

extension FormatCatalog {
  /// Whose catalogue it is, as far as it says.
  func title(of file: String) -> String {
    device?.card.map { "\($0) (\(file))" } ?? file
  }
}
