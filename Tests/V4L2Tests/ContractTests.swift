import FakeDriver
import TestSupport
import Testing

/// The contract, on the pretended driver and on drivers that are unlike it within the rules.
@Suite struct ContractTests {
  @Test(arguments: ContractCase.all)
  func `the pretended driver keeps the contract`(_ clause: ContractCase) async throws {
    try await clause.check(on: FakeSubject())
  }

  @Test(arguments: ContractCase.all)
  func `a driver without optional requests and with many buffers keeps it`(
    _ clause: ContractCase
  ) async throws {
    try await clause.check(
      on: FakeSubject {
        $0.minimumBuffersControl = 6
      })
  }
}
