/// libpng.
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/// Bytes that grow as a picture is written to them. clp_free gives them back.
struct clp_memory {
  unsigned char *bytes;
  size_t count;
  size_t capacity;
  char message[80];
};

static inline void clp_free(struct clp_memory *memory) {
  free(memory->bytes);
  memory->bytes = 0;
  memory->count = memory->capacity = 0;
}

static inline void clp_append(png_structp png, png_bytep bytes, size_t count) {
  struct clp_memory *memory = (struct clp_memory *)png_get_io_ptr(png);
  if (memory->capacity - memory->count < count) {
    size_t capacity = memory->capacity * 2 + count;
    unsigned char *grown = (unsigned char *)realloc(memory->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    memory->bytes = grown;
    memory->capacity = capacity;
  }
  memcpy(memory->bytes + memory->count, bytes, count);
  memory->count += count;
}

static inline void clp_flush(png_structp png) { (void)png; }

static inline void clp_error(png_structp png, png_const_charp message) {
  struct clp_memory *memory = (struct clp_memory *)png_get_error_ptr(png);
  strncpy(memory->message, message, sizeof memory->message - 1);
  longjmp(*png_set_longjmp_fn(png, longjmp, sizeof(jmp_buf)), 1);
}

static inline void clp_warning(png_structp png, png_const_charp message) {
  (void)png; (void)message;
}

/// Writes a picture after what `memory` already holds; 0 or -1 with a message.
///
/// libpng reports errors by longjmp, which must not cross Swift frames, so the whole picture is written in
/// one C call. channels is 1 or 3; lines of 16 bits have the less significant byte first.
/// cicp, when not null, points to the four bytes of a cICP chunk; otherwise the picture says it is sRGB.
static inline int clp_write(
    struct clp_memory *memory, const unsigned char *pixels, unsigned width, unsigned height,
    size_t stride, int channels, int bits, int level, const unsigned char *cicp) {
  png_structp png;
  png_infop info = 0;
  memory->message[0] = 0;
  memory->message[sizeof memory->message - 1] = 0;
  png = png_create_write_struct(PNG_LIBPNG_VER_STRING, memory, clp_error, clp_warning);
  if (!png) {
    strcpy(memory->message, "libpng could not start");
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return -1;
  }
  info = png_create_info_struct(png);
  if (!info) png_error(png, "out of memory");
  png_set_write_fn(png, memory, clp_append, clp_flush);
  png_set_compression_level(png, level);
  png_set_filter(png, 0, PNG_FILTER_SUB | PNG_FILTER_UP);
  png_set_IHDR(png, info, width, height, bits,
    channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!cicp) png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_write_info(png, info);
  if (cicp) png_write_chunk(png, (png_const_bytep)"cICP", cicp, 4);
  if (bits == 16) png_set_swap(png);
  for (unsigned row = 0; row < height; row++) png_write_row(png, pixels + row * stride);
  png_write_end(png, 0);
  png_destroy_write_struct(&png, &info);
  return 0;
}

/// The size of a picture in memory; 0 or -1 with a message.
static inline int clp_begin_read(
    png_image *image, const unsigned char *bytes, size_t count) {
  memset(image, 0, sizeof *image);
  image->version = PNG_IMAGE_VERSION;
  return png_image_begin_read_from_memory(image, bytes, count) ? 0 : -1;
}

/// Decodes to red, green and blue, a byte each; 0 or -1 with a message. Ends the reading either way.
static inline int clp_finish_read(png_image *image, unsigned char *pixels) {
  image->format = PNG_FORMAT_RGB;
  return png_image_finish_read(image, 0, pixels, 0, 0) ? 0 : -1;
}
