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

  @Test(
    .enabled(if: VividSubject.has(.grabber), "no vivid node with four inputs here"),
    .timeLimit(.minutes(1)),
    arguments: ContractCase.all.filter { $0.role == .grabber })
  func `a vivid with every kind of input keeps the contract`(
    _ clause: ContractCase
  ) async throws {
    try await clause.check(on: VividSubject.shared)
  }

  @Test(
    .enabled(if: VividSubject.has(.display), "no vivid node with two outputs here"),
    .timeLimit(.minutes(1)),
    arguments: ContractCase.all.filter { $0.role == .display })
  func `a vivid with outputs keeps the contract`(_ clause: ContractCase) async throws {
    try await clause.check(on: VividSubject.shared)
  }
}
