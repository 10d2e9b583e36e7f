import Negotiation
import VideoFormats

/// Formats, sizes and rates in three columns, and the choice among them. Knows no device and no screen.
struct ChoiceModel: Hashable {
  /// The columns, from the left.
  enum Column: Int, CaseIterable {
    case format, size, rate
  }

  /// One row of a column.
  struct Row: Hashable {
    var text: String
    /// What stands behind it, dimmed.
    var note = ""
    var format: PixelFormat?
    var size: Size?
    var interval: Interval?
    /// Whether the row is what was typed, so that it stays whatever else is looked for.
    var isTyped = false
  }

  /// What the device offers.
  private(set) var offers: QueueFormats
  /// The column that keys go to.
  private(set) var focus = Column.format
  private var lists = [ListState(), ListState(), ListState()]
  /// The chosen format.
  private(set) var format: PixelFormat
  /// The chosen size.
  private(set) var size: Size
  /// The chosen interval; nil where none is listed.
  private(set) var interval: Interval?

  /// Begins with what is set.
  init(_ offers: QueueFormats, current: Format, interval: Interval?) {
    self.offers = offers
    format = current.pixelFormat
    size = current.size
    self.interval = interval
    align()
  }

  /// Takes over another catalogue, after the source has changed.
  mutating func replace(_ offers: QueueFormats, current: Format, interval: Interval?) {
    self = ChoiceModel(offers, current: current, interval: interval)
  }

  /// The list of a column.
  func list(_ column: Column) -> ListState { lists[column.rawValue] }

  private var offer: FormatDescription? { offers.formats.first { $0.pixelFormat == format } }

  private var sizeEntry: SizeDescription? { offer?.sizes.first { $0.size.contains(size) } }

  // MARK: Rows

  /// The rows of a column that contain what was typed.
  func rows(_ column: Column) -> [Row] {
    let filter = list(column).filter.lowercased()
    let all =
      switch column {
      case .format: formatRows
      case .size: sizeRows(typed: Size(filter))
      case .rate: rateRows(typed: Interval(rate: filter))
      }
    guard !filter.isEmpty else { return all }
    return all.filter { $0.isTyped || "\($0.text) \($0.note)".lowercased().contains(filter) }
  }

  private var formatRows: [Row] {
    offers.formats.map {
      Row(text: "\($0.pixelFormat)", note: $0.description, format: $0.pixelFormat)
    }
  }

  /// Every size that is listed; of a range its ends, the size that is chosen, and one that was typed.
  ///
  /// What was typed is asked of the driver as it is, even between the steps of a range: what the driver makes
  /// of it is worth seeing.
  private func sizeRows(typed: Size?) -> [Row] {
    let entries = offer?.sizes.map(\.size) ?? []
    var rows: [Row] = []
    func add(_ size: Size, _ note: String = "", isTyped: Bool = false) {
      guard !rows.contains(where: { $0.size == size }) else { return }
      rows.append(Row(text: "\(size)", note: note, size: size, isTyped: isTyped))
    }
    let isFree = entries.allSatisfy { if case .discrete = $0 { false } else { true } }
    if let typed, isFree { add(typed, "typed", isTyped: true) }
    for entry in entries {
      switch entry {
      case .discrete(let size): add(size)
      case .stepwise(let min, let max, let step):
        if let typed { add(entry.nearest(to: typed), "steps of \(step)", isTyped: true) }
        add(max, "largest")
        if entry.contains(size) { add(size, "chosen") }
        add(min, "smallest")
      case .continuous(let min, let max):
        add(max, "largest")
        if entry.contains(size) { add(size, "chosen") }
        add(min, "smallest")
      }
    }
    if entries.isEmpty { add(size, "chosen") }
    return rows
  }

  private func rateRows(typed: Interval?) -> [Row] {
    var rows: [Row] = []
    func add(_ interval: Interval, _ note: String = "") {
      guard !rows.contains(where: { $0.interval?.isEquivalent(to: interval) == true }) else {
        return
      }
      rows.append(
        Row(
          text: interval.rateDescription, note: note, interval: interval, isTyped: note == "typed"))
    }
    for entry in sizeEntry?.intervals ?? [] {
      switch entry {
      case .discrete(let only): add(only)
      case .stepwise(let min, let max, _), .continuous(let min, let max):
        add(min, "fastest")
        if let interval, entry.contains(interval) { add(interval, "chosen") }
        if let typed, entry.contains(typed) { add(typed, "typed") }
        add(max, "slowest")
      }
    }
    if sizeEntry?.intervals.isEmpty != false {
      if let interval { add(interval, "chosen") }
      if let typed { add(typed, "typed") }
    }
    return rows.sorted { $0.interval?.isShorter(than: $1.interval ?? Interval(1, 1)) == true }
  }

  // MARK: Choosing

  /// Moves within the column that has the focus.
  mutating func move(by distance: Int) {
    let count = rows(focus).count
    lists[focus.rawValue].move(by: distance, count: count)
    takeSelected()
  }

  /// Selects a row of the column that has the focus, by its place.
  mutating func select(row: Int) {
    lists[focus.rawValue].select(row, count: rows(focus).count)
    takeSelected()
  }

  /// Goes to another column; what was typed in this one is forgotten, what it found stays chosen.
  mutating func moveFocus(by distance: Int) {
    let columns = Column.allCases.count
    lists[focus.rawValue].filter = ""
    focus = Column(rawValue: (focus.rawValue + distance + columns) % columns) ?? .format
    align()
  }

  /// Types a character into the filter of the column that has the focus.
  mutating func type(_ character: Character) {
    lists[focus.rawValue].filter.append(character)
    findTyped()
  }

  /// Takes the last typed character back; false when there was none.
  mutating func deleteTyped() -> Bool {
    guard !lists[focus.rawValue].filter.isEmpty else { return false }
    lists[focus.rawValue].filter.removeLast()
    findTyped()
    return true
  }

  /// Forgets what was typed; false when there was nothing.
  mutating func clearFilter() -> Bool {
    guard !lists[focus.rawValue].filter.isEmpty else { return false }
    lists[focus.rawValue].filter = ""
    align()
    return true
  }

  private mutating func findTyped() {
    guard !list(focus).filter.isEmpty else { return align() }
    let rows = rows(focus)
    // What begins with the typed text is meant more than what contains it.
    let typed = list(focus).filter.lowercased()
    let beginning = rows.filter { $0.text.lowercased().hasPrefix(typed) }
    if focus == .size, isHalfTyped {
      // A number may become any size of a range; only one that begins just one row is taken for that.
      guard beginning.count == 1, typed.count > 2 else { return }
    }
    let row = beginning.first.flatMap { rows.firstIndex(of: $0) } ?? 0
    guard !rows.isEmpty else { return }
    lists[focus.rawValue].select(row, count: rows.count)
    takeSelected()
  }

  /// Whether what was typed is found, and chosen.
  var hasFound: Bool {
    let rows = rows(focus)
    guard rows.indices.contains(list(focus).selected) else { return false }
    let row = rows[list(focus).selected]
    return row.format == format || row.size == size
      || row.interval.map { interval?.isEquivalent(to: $0) == true } ?? false
  }

  /// Whether the filter may become a size of a range, and is none yet.
  private var isHalfTyped: Bool {
    let isRange = offer?.sizes.contains { if case .discrete = $0.size { false } else { true } }
    return isRange == true && Size(list(.size).filter) == nil
  }

  private mutating func takeSelected() {
    let rows = rows(focus)
    guard rows.indices.contains(list(focus).selected) else { return }
    let row = rows[list(focus).selected]
    if let format = row.format { self.format = format }
    if let size = row.size { self.size = size }
    if let interval = row.interval { self.interval = interval }
    align(keeping: focus)
  }

  /// Chooses what another candidate is.
  mutating func choose(_ candidate: Candidate) {
    format = candidate.pixelFormat
    if let size = candidate.size { self.size = size }
    if let interval = candidate.interval { self.interval = interval }
    align()
  }

  /// Makes size and rate ones that go with the format, the nearest there are, and the lists show the choice.
  private mutating func align(keeping kept: Column? = nil) {
    let entries = offer?.sizes.map(\.size) ?? []
    if kept != .size, !entries.isEmpty, !entries.contains(where: { $0.contains(size) }) {
      size =
        entries.map { $0.nearest(to: size) }.min { $0.distance(to: size) < $1.distance(to: size) }
        ?? size
    }
    let intervals = sizeEntry?.intervals ?? []
    if !intervals.isEmpty, !intervals.contains(where: { interval.map($0.contains) == true }) {
      let wanted = interval?.framesPerSecond ?? 30
      interval = intervals.map(\.shortest).min {
        abs($0.framesPerSecond - wanted) < abs($1.framesPerSecond - wanted)
      }
    }
    for column in Column.allCases where column != kept {
      let rows = rows(column)
      let row = rows.firstIndex { row in
        switch column {
        case .format: row.format == format
        case .size: row.size == size
        case .rate: interval.map { row.interval?.isEquivalent(to: $0) == true } ?? false
        }
      }
      lists[column.rawValue].select(row ?? 0, count: rows.count)
    }
  }

  /// Scrolls every list so that its selected row is seen.
  mutating func scroll(height: Int) {
    for column in Column.allCases {
      lists[column.rawValue].scroll(height: height, count: rows(column).count)
    }
  }

  /// What is chosen, as it is asked of a driver.
  var request: Format { Format(format, width: size.width, height: size.height) }
}

extension Size {
  /// Pixels of difference, in width and height together.
  fileprivate func distance(to other: Size) -> Int {
    abs(width - other.width) + abs(height - other.height)
  }
}
