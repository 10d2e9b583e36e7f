import Negotiation
import VideoFormats

/// Constraints as a person writes them on the command line.
enum ConstraintsText {
  /// Reads constraints, or says in one sentence in which column they go wrong.
  static func parse(_ text: String, offered: [PixelFormat]) throws(Failure) -> Constraints {
    do {
      return try Constraints(text, offered: offered)
    } catch {
      throw .usage("constraints, \(error); see 'vidctl negotiate --help'")
    }
  }
}
