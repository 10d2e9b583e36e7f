import TestSupport
import Testing

/// The contract, on the kernel's own driver.
@Suite(.serialized) struct ContractTests {
  @Test(
    .enabled(if: VividSubject.has(.webcam), "no single-planar vivid capture node here"),
    .timeLimit(.minutes(1)),
    arguments: ContractCase.all.filter { $0.role == .webcam })
  func `vivid keeps the contract`(_ clause: ContractCase) async throws {
    try await clause.check(on: VividSubject.shared)
  }

  @Test(
    .enabled(if: VividSubject.has(.multiplanar), "no multi-planar vivid capture node here"),
    .timeLimit(.minutes(1)),
    arguments: ContractCase.all.filter { $0.role == .multiplanar })
  func `a multi-planar vivid keeps the contract`(_ clause: ContractCase) async throws {
    try await clause.check(on: VividSubject.shared)
  }
}
