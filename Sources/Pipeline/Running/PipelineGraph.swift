internal import V4L2

/// Stages, and the links between them.
struct PipelineGraph {
  struct Node {
    var stage: any Stage
    var incoming: Int?
    var outgoing: [Int] = []
  }

  struct Edge {
    var source: Int
    var sink: Int
  }

  /// Stages before those they lead to.
  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []

  init(
    _ description: PipelineDescription,
    make: (StageDescription, Bool) throws(PipelineError) -> any Stage
  ) throws(PipelineError) {
    try attach(description.stages[...], after: nil, make)
  }

  private mutating func attach(
    _ chain: ArraySlice<StageDescription>, after previous: Int?,
    _ make: (StageDescription, Bool) throws(PipelineError) -> any Stage
  ) throws(PipelineError) {
    var previous = previous
    for description in chain {
      if description.kind == .tee {
        for branch in description.branches { try attach(branch[...], after: previous, make) }
        return
      }
      let stage: any Stage
      do throws(PipelineError) {
        stage = try make(description, previous == nil)
      } catch {
        // What was opened before is as it was.
        for node in nodes { node.stage.restore() }
        throw error
      }
      let index = nodes.count
      nodes.append(Node(stage: stage))
      if let previous {
        nodes[index].incoming = edges.count
        nodes[previous].outgoing.append(edges.count)
        edges.append(Edge(source: previous, sink: index))
      }
      previous = index
    }
  }

  /// The stages that take what a node makes.
  func consumers(of node: Int) -> [any Consumer] {
    nodes[node].outgoing.compactMap { nodes[edges[$0].sink].stage as? any Consumer }
  }
}
