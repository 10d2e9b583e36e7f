import FoundationEssentials
import Testing
import VideoFormats

@Suite struct RectangleTests {
  @Test(
    "rectangles are read in both forms",
    arguments: [
      ("640x480+0+0", Rectangle(width: 640, height: 480)),
      ("1920x1080+16+8", Rectangle(left: 16, top: 8, width: 1920, height: 1080)),
      ("8x6-10+20", Rectangle(left: -10, top: 20, width: 8, height: 6)),
      ("16,8,320x180", Rectangle(left: 16, top: 8, width: 320, height: 180)),
      ("-16,+8,320x180", Rectangle(left: -16, top: 8, width: 320, height: 180)),
      (
        "4294967295x1+2147483647-2147483647",
        Rectangle(left: 2_147_483_647, top: -2_147_483_647, width: 4_294_967_295, height: 1)
      ),
    ])
  func good(_ text: String, _ rectangle: Rectangle) {
    #expect(Rectangle(text) == rectangle)
    #expect(Rectangle(rectangle.description) == rectangle)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "+", "640x480", "640x480+1", "640x480+1+2+3", "0x480+0+0", "640x0+0+0", "-640x480+0+0",
      "640x480++1+2", "640x480+1+", "640x480 +1+2", "1,2,3", "1,2", "1,2,3x4,5", ",,3x4",
      "1.5,2,3x4", "640x480+2147483648+0", "640x480+99999999999999999999+0",
      "99999999999999999999x1+0+0", "4294967296x1+0+0", "٦x٦+٠+٠",
    ])
  func bad(_ text: String) {
    #expect(Rectangle(text) == nil)
  }

  @Test("a rectangle is written with its signs") func written() {
    #expect(Rectangle(width: 640, height: 480).description == "640x480+0+0")
    #expect(Rectangle(left: -1, top: 2, width: 3, height: 4).description == "3x4-1+2")
    var rectangle = Rectangle(Size(width: 8, height: 6))
    rectangle.size = Size(width: 4, height: 2)
    #expect(rectangle == Rectangle(width: 4, height: 2))
  }

  @Test("a rectangle contains itself and what lies inside it, whatever the numbers")
  func contains() {
    let outer = Rectangle(left: 10, top: 10, width: 100, height: 50)
    #expect(outer.contains(outer))
    #expect(outer.contains(Rectangle(left: 109, top: 59, width: 1, height: 1)))
    #expect(!outer.contains(Rectangle(left: 109, top: 59, width: 2, height: 1)))
    #expect(!outer.contains(Rectangle(left: 9, top: 10, width: 1, height: 1)))
    #expect(!outer.contains(Rectangle(left: 10, top: 10, width: 100, height: 51)))
    let huge = Rectangle(left: .max, top: .min, width: .max, height: .max)
    #expect(huge.contains(huge) && !huge.contains(outer) && !outer.contains(huge))
  }

  @Test("rectangles survive JSON") func coded() throws {
    let rectangle = Rectangle(left: -1, top: 2, width: 3, height: 4)
    let data = try JSONEncoder().encode(rectangle)
    #expect(try JSONDecoder().decode(Rectangle.self, from: data) == rectangle)
  }
}
