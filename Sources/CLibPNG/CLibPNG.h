/// libpng.
#include <png.h>
