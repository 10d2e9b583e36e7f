/// chafa: pictures as the symbols or the pixels of a terminal.
///
/// chafa's objects are reference-counted by hand and its options are set one by one; these functions make
/// one object of them and hand its cells out a row at a time.
#ifndef CCHAFA_H
#define CCHAFA_H

#include <chafa.h>
#include <stdint.h>
#include <stdlib.h>

/// What a picture is drawn with.
enum cch_protocol { CCH_SYMBOLS, CCH_SIXEL, CCH_KITTY, CCH_ITERM };
/// How many colours it is drawn in.
enum cch_colors { CCH_TRUECOLOR, CCH_256, CCH_16, CCH_2 };

/// A canvas of some size for one way of drawing.
struct cch_canvas {
  ChafaCanvas *canvas;
  ChafaTermInfo *terminal;
  int columns;
  int rows;
};

/// A cell of a drawn picture: a character, and two colours or numbers of a palette, -1 for none.
struct cch_cell {
  uint32_t character;
  int32_t foreground;
  int32_t background;
};

static inline char **cch_environment(void) {
  extern char **environ;
  return environ;
}

/// Whether the terminal that the environment describes draws pixels by a protocol.
static inline int cch_terminal_has(enum cch_protocol protocol) {
  ChafaTermInfo *terminal = chafa_term_db_detect(chafa_term_db_get_default(), cch_environment());
  ChafaTermSeq sequence = protocol == CCH_KITTY   ? CHAFA_TERM_SEQ_BEGIN_KITTY_IMMEDIATE_IMAGE_V1
                          : protocol == CCH_SIXEL ? CHAFA_TERM_SEQ_BEGIN_SIXELS
                                                  : CHAFA_TERM_SEQ_BEGIN_ITERM2_IMAGE;
  int has = protocol == CCH_SYMBOLS || chafa_term_info_have_seq(terminal, sequence);
  chafa_term_info_unref(terminal);
  return has;
}

/// Frees what a canvas holds.
static inline void cch_free(struct cch_canvas *canvas) {
  if (canvas->canvas)
    chafa_canvas_unref(canvas->canvas);
  if (canvas->terminal)
    chafa_term_info_unref(canvas->terminal);
  canvas->canvas = 0;
  canvas->terminal = 0;
}

/// Makes a canvas of so many cells, each of so many pixels; 0, or -1 when the symbols are not known.
///
/// `symbols` are chafa's selectors, such as `block+border`. `effort` is from 0 to 1.
static inline int cch_make(struct cch_canvas *made, int columns, int rows, int cell_width,
                           int cell_height, enum cch_protocol protocol, enum cch_colors colors,
                           const char *symbols, float effort) {
  static const ChafaPixelMode protocols[] = {CHAFA_PIXEL_MODE_SYMBOLS, CHAFA_PIXEL_MODE_SIXELS,
                                             CHAFA_PIXEL_MODE_KITTY, CHAFA_PIXEL_MODE_ITERM2};
  static const ChafaCanvasMode modes[] = {CHAFA_CANVAS_MODE_TRUECOLOR,
                                          CHAFA_CANVAS_MODE_INDEXED_256,
                                          CHAFA_CANVAS_MODE_INDEXED_16, CHAFA_CANVAS_MODE_FGBG};
  ChafaTermDb *database = chafa_term_db_get_default();
  ChafaTermInfo *fallback = chafa_term_db_get_fallback_info(database);
  ChafaCanvasConfig *config = chafa_canvas_config_new();
  ChafaSymbolMap *map = chafa_symbol_map_new();
  int result = chafa_symbol_map_apply_selectors(map, symbols, 0) ? 0 : -1;

  chafa_canvas_config_set_symbol_map(config, map);
  chafa_canvas_config_set_geometry(config, columns, rows);
  chafa_canvas_config_set_cell_geometry(config, cell_width, cell_height);
  chafa_canvas_config_set_pixel_mode(config, protocols[protocol]);
  // Sixel has a palette in any case; more colours than the terminal's registers would be cut anyway.
  chafa_canvas_config_set_canvas_mode(
      config, protocol == CCH_SYMBOLS || colors != CCH_256 ? modes[colors] : modes[CCH_TRUECOLOR]);
  chafa_canvas_config_set_color_space(config, CHAFA_COLOR_SPACE_RGB);
  chafa_canvas_config_set_color_extractor(config, CHAFA_COLOR_EXTRACTOR_AVERAGE);
  // A moving picture shows a dithered pattern as flicker; with two colours there is nothing else.
  chafa_canvas_config_set_dither_mode(config, colors == CCH_2 ? CHAFA_DITHER_MODE_ORDERED
                                                              : CHAFA_DITHER_MODE_NONE);
  chafa_canvas_config_set_dither_grain_size(config, 4, 4);
  chafa_canvas_config_set_preprocessing_enabled(config, colors == CCH_16 || colors == CCH_2);
  chafa_canvas_config_set_work_factor(config, effort);
  chafa_canvas_config_set_optimizations(config, CHAFA_OPTIMIZATION_ALL);
  made->canvas = chafa_canvas_new(config);
  made->columns = columns;
  made->rows = rows;
  // All that a protocol may need, whether or not the environment admits it.
  made->terminal = chafa_term_db_detect(database, cch_environment());
  chafa_term_info_supplement(made->terminal, fallback);
  chafa_term_info_unref(fallback);
  chafa_symbol_map_unref(map);
  chafa_canvas_config_unref(config);
  if (result < 0)
    cch_free(made);
  return result;
}

/// Draws a picture of red, green and blue, a byte each, scaled to the whole of the canvas.
static inline void cch_draw(struct cch_canvas *canvas, const uint8_t *pixels, int width, int height) {
  chafa_canvas_draw_all_pixels(canvas->canvas, CHAFA_PIXEL_RGB8, pixels, width, height, width * 3);
}

/// The cells of a row, `columns` of them.
static inline void cch_row(struct cch_canvas *canvas, int row, struct cch_cell *cells) {
  for (int column = 0; column < canvas->columns; column++) {
    gint foreground, background;
    cells[column].character = chafa_canvas_get_char_at(canvas->canvas, column, row);
    chafa_canvas_get_raw_colors_at(canvas->canvas, column, row, &foreground, &background);
    cells[column].foreground = foreground;
    cells[column].background = background;
  }
}

/// What a terminal must be sent to show the picture at its cursor; to be freed with `cch_free_text`.
static inline GString *cch_print(struct cch_canvas *canvas) {
  return chafa_canvas_print(canvas->canvas, canvas->terminal);
}
static inline void cch_free_text(GString *text) { g_string_free(text, TRUE); }

#endif
