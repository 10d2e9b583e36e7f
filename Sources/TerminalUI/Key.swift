/// A key as a person thinks of it, whatever bytes the terminal sends for it.
///
/// Shift and other modifiers of keys that are no characters are left out: ctrl-left is `left`.
package enum Key: Hashable, Sendable {
  /// A character that was typed or pasted.
  case character(Character)
  case enter
  case tab
  /// Shift and tab.
  case backTab
  case escape
  case backspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  /// F1 and its like, by number.
  case function(Int)
  /// A key with ctrl: a small letter, or one of `@ [ \ ] ^ _` and space.
  case control(Character)
  /// A character with alt.
  case alt(Character)
}
