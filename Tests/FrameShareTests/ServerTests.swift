import CAllocationCount
import DMABuf
import FakeDriver
import Glibc
import SystemIO
import Testing
import V4L2

@testable import FrameShare

extension SharingTests {
  /// One device for many: what each client gets, and what none can do to the others.
  @Suite struct ServerTests {
    @Test func `eight clients, of which one never reads, one dies and one sends garbage`() throws {
      let before = ShareResources.now()
      do {
        var lab = try ShareLab()
        var clients: [PlayedClient] = []
        for _ in 0..<5 { clients.append(try lab.play()) }
        let stuck = try lab.play()
        var dying: PlayedClient? = try lab.play()
        let flooder = try lab.play()
        #expect(lab.server.clientCount == 8)
        var last: UInt32?
        for round in 0..<200 {
          try lab.offer()
          for client in clients {
            client.drain()
            client.giveBack()
          }
          if round == 20 {
            dying?.drain()
            #expect(dying?.leases.isEmpty == false)
            dying = nil
          }
          if round < 20 {
            dying?.drain()
            if round.isMultiple(of: 3) { dying?.giveBack() }
          }
          flooder.drain()
          for count in 1..<40 { flooder.send(MessageBuffer(), count: count) }
          // The device never waits: every frame of the driver's comes to be offered.
          let sequence = clients[0].sequences.last
          if let last, let sequence { #expect(sequence == last &+ 1) }
          last = sequence
        }
        for client in clients {
          #expect(client.sequences.count == 200)
          #expect(client.sequences == Array(0..<200).map { clients[0].sequences[0] &+ UInt32($0) })
          // Each buffer's descriptors came once.
          #expect(client.descriptors <= ShareLab.bufferCount)
        }
        #expect(lab.server.statistics.offered == 200)
        #expect(lab.server.statistics.withheld == 0)
        #expect(lab.server.statistics.ends["garbage"] == 1)
        #expect(lab.server.statistics.ends["left"] == 1)
        #expect(lab.server.statistics.ends["expired"] == 1)
        #expect(flooder.farewell == .garbage)
        #expect(stuck.isClosed)
        #expect(stuck.farewell == .expired)
        #expect(lab.server.clientCount == 5)
        #expect(lab.server.framesHeld == 0 || lab.server.framesHeld == 1)
      }
      #expect(ShareResources.comeBack(to: before))
    }

    @Test func `a client holds no more than it may, and the driver keeps what it needs`() throws {
      var lab = try ShareLab {
        $0.cap = 16
        $0.expiry = .seconds(60)
      }
      let modest = try lab.play(cap: 1)
      let greedy = try lab.play()
      try lab.offer(20)
      modest.drain()
      greedy.drain()
      #expect(modest.leases.count == 1)
      // What is lent is what there is, less what stays with the driver.
      #expect(greedy.leases.count == ShareLab.bufferCount - ShareLab.reserve)
      #expect(lab.server.framesHeld == ShareLab.bufferCount - ShareLab.reserve)
      #expect(lab.stream.buffersOnLoan == ShareLab.bufferCount - ShareLab.reserve)
      #expect(lab.server.statistics.withheld == 14)
      let reports = lab.server.currentClients
      #expect(reports.map(\.sent).sorted() == [1, 6])
      #expect(reports.map(\.skipped).sorted() == [14, 19])
      greedy.giveBack()
      modest.giveBack()
      #expect(try lab.offer() == 2)
      modest.drain()
      // How many it was passed over for is in the message.
      #expect(modest.message.load(UInt32.self, at: 60) == 19)
      #expect(lab.server.framesHeld == 1)
    }

    @Test func `a loan that is over is told, and its client must say something to get more`() throws
    {
      var lab = try ShareLab { $0.expiry = .milliseconds(500) }
      let client = try lab.play()
      try lab.offer(2)
      client.drain()
      let old = client.leases
      #expect(old.count == 2)
      lab.driver.advance(by: .milliseconds(600))
      try lab.offer(3)
      #expect(client.next() == .expired)
      #expect(client.message.load(UInt64.self, at: 16) == old[0].lease)
      #expect(client.next() == .expired)
      // Nothing more, until it is heard of.
      #expect(client.next() == nil)
      #expect(lab.server.framesHeld == 0)
      client.giveBack()
      #expect(try lab.offer() == 1)
      client.drain()
      #expect(client.leases.count == 1)
      try lab.offer()
      let report = try #require(lab.server.currentClients.first)
      #expect(report.expired == 2 && report.late == 2)
      client.giveBack()
      // A late answer each time is no better in the long run.
      for _ in 0..<3 {
        try lab.offer()
        client.drain()
        lab.driver.advance(by: .milliseconds(600))
        lab.server.service()
        client.giveBack()
      }
      try lab.offer()
      client.drain()
      #expect(lab.server.statistics.ends["expired"] == nil || client.farewell == .expired)
    }

    @Test func `a new generation ends all loans, and brings buffers anew`() throws {
      var lab = try ShareLab()
      let client = try lab.play()
      try lab.offer(2)
      client.drain()
      let (first, descriptors) = (client.generation, client.descriptors)
      #expect(lab.server.framesHeld == 2)
      lab.server.begin(lab.format, bufferCount: ShareLab.bufferCount)
      #expect(lab.server.framesHeld == 0)
      client.giveBack()
      try lab.offer()
      client.drain()
      #expect(client.generation == first + 1)
      #expect(client.descriptors == descriptors + 1)
      #expect(client.leases.count == 1)
      #expect(lab.server.currentClients.first?.late == 0 || lab.server.clientCount == 1)
    }

    @Test func `a frame costs no allocation, however many clients get it`() throws {
      guard cac_is_counting() == 1 else { return }
      var lab = try ShareLab()
      var clients: [PlayedClient] = []
      for _ in 0..<4 { clients.append(try lab.play()) }
      func pass(_ count: Int) throws -> UInt64 {
        var allocations: UInt64 = 0
        for _ in 0..<count {
          guard case .frame(let frame) = try lab.stream.next() else { continue }
          let before = cac_allocations()
          try lab.server.offer(frame)
          allocations += cac_allocations() - before
          for client in clients {
            client.drain()
            client.giveBack()
          }
        }
        return allocations
      }
      _ = try pass(50)
      #expect(try pass(100) == 0)
    }

    @Test func `nobody gets a frame where nobody is, and it goes back at once`() throws {
      var lab = try ShareLab()
      #expect(try lab.offer(20) == 0)
      #expect(lab.stream.buffersOnLoan == 0)
      let silent = try DescriptorSocket(connectingTo: lab.path)
      lab.server.service()
      #expect(lab.server.clientCount == 0)
      #expect(lab.server.deadline != nil)
      lab.driver.advance(by: .seconds(3))
      lab.server.service()
      #expect(lab.server.statistics.ends["silent"] == 1)
      #expect(lab.server.deadline == nil)
      _ = silent
    }

    @Test func `more clients than are wanted are told so`() throws {
      var lab = try ShareLab { $0.maximumClients = 1 }
      let first = try lab.play()
      let second = try PlayedClient(lab.path)
      lab.server.service()
      #expect(second.isClosed && second.farewell == .full)
      #expect(try lab.offer() == 1)
      _ = first
    }

    @Test func `out of descriptors, a server pauses and admits again`() throws {
      let sharing = FaultySharing()
      var lab = try ShareLab(sharing: sharing)
      sharing.fail("accept", EMFILE, count: 1)
      let client = try PlayedClient(lab.path)
      lab.server.service()
      #expect(lab.server.statistics.connections == 0)
      #expect(try lab.server.pollSet.wait(milliseconds: 0) == nil)
      lab.driver.advance(by: .seconds(2))
      lab.server.service()
      lab.server.service()
      #expect(lab.server.statistics.connections == 1)
      _ = client
    }

    @Test(arguments: [EAGAIN, EPIPE, ECONNRESET, ENOBUFS, ETOOMANYREFS])
    func `a send that fails costs one client, or one frame`(_ errno: Int32) throws {
      let sharing = FaultySharing()
      var lab = try ShareLab(sharing: sharing)
      let client = try lab.play()
      try lab.offer(3)
      client.drain()
      client.giveBack()
      sharing.fail("send", errno, count: 1)
      #expect(try lab.offer() == 0)
      #expect(lab.server.framesHeld == 0)
      #expect(lab.server.clientCount == (errno == EAGAIN ? 1 : 0) || errno == ETOOMANYREFS)
      sharing.fail("send", 0, count: 0)
      if lab.server.clientCount == 1 { #expect(try lab.offer() == 1) }
    }
  }
}
