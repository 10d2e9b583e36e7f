package import VideoFormats

extension Format {
  /// The same as a request to an output: whatever the source leaves open is the sink's to choose.
  package var forOutput: Format {
    var request = self
    if pixelFormat.isCompressed { request.planes = [] }
    return request
  }

  /// Where a sink would take frames otherwise than they come, in words; nil where it would take them as they are.
  package func difference(from wanted: Format) -> String? {
    if pixelFormat != wanted.pixelFormat {
      return "takes \(pixelFormat) instead of \(wanted.pixelFormat)"
    }
    if size != wanted.size { return "takes \(size) instead of \(wanted.size)" }
    if planes.count != wanted.planes.count {
      return "takes \(planes.count) memory planes where there are \(wanted.planes.count)"
    }
    if field != wanted.field, field != .any, wanted.field != .any {
      return "takes fields as \(field) instead of \(wanted.field)"
    }
    if pixelFormat.isCompressed { return nil }
    for (plane, (mine, theirs)) in zip(planes, wanted.planes).enumerated() {
      if mine.bytesPerLine != theirs.bytesPerLine {
        return
          "takes lines of \(mine.bytesPerLine) bytes in plane \(plane) where there are \(theirs.bytesPerLine)"
      }
      if mine.size > theirs.size {
        return "wants \(mine.size) bytes in plane \(plane) where there are \(theirs.size)"
      }
    }
    return nil
  }
}
