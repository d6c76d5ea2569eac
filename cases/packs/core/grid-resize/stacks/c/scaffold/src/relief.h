#ifndef RELIEF_H
#define RELIEF_H

#include "grid.h"

/* How steep it is between a place and its neighbour to the right. */
int relief_slope(const struct grid *grid, uint32_t column, uint32_t row);

#endif
