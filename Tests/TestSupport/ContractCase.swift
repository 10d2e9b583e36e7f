internal import Testing

/// One clause of the contract between this library and a driver that keeps the kernel's rules.
///
/// The same list runs on the pretended driver and on the kernel's own, so neither can drift from the other.
package struct ContractCase: Sendable {
  /// What holds.
  package let name: String
  /// The device it is checked on.
  package let role: ContractRole
  private let body: @Sendable (any ContractSubject, ContractRole) async throws -> Void

  init(
    _ name: String, _ role: ContractRole,
    _ body: @escaping @Sendable (any ContractSubject, ContractRole) async throws -> Void
  ) {
    self.name = name
    self.role = role
    self.body = body
  }

  /// Every clause, in order of complexity.
  package static let all: [ContractCase] = {
    let clauses: [Clause] = [
      opening, formats, buffers, memory, streaming, loans, waiting, faults, controls,
    ].flatMap(\.self)
    let sources: [Clause] = [
      inputs, standards, timings, edids, selections, audio, tuners, events,
    ].flatMap(\.self)
    return cases(clauses, [.webcam, .multiplanar]) + cases(sources, [.grabber])
      + cases(outputs + output, [.display]) + cases(converting, [.converter])
      + cases(encoding, [.encoder]) + cases(decoding, [.decoder])
  }()

  private static func cases(_ clauses: [Clause], _ roles: [ContractRole]) -> [ContractCase] {
    roles.flatMap { role in clauses.map { ContractCase($0.0, role, $0.1) } }
  }

  typealias Clause = (
    String, @Sendable (any ContractSubject, ContractRole) async throws -> Void
  )

  /// Checks the clause, and that nothing of the kernel's is held when it ends.
  package func check(on subject: any ContractSubject) async throws {
    let before = subject.resources()
    do {
      try await body(subject, role)
    } catch {
      subject.recover(role)
      throw error
    }
    subject.recover(role)
    let after = subject.resources()
    #expect(after == before, "\(name) leaks")
  }
}

extension ContractCase: CustomTestStringConvertible {
  package var testDescription: String { "\(role.rawValue): \(name)" }
}
