#ifndef GRID_H
#define GRID_H

#include <stdbool.h>
#include <stdint.h>

struct grid;

struct grid *grid_new(uint32_t columns, uint32_t rows);
void grid_free(struct grid *grid);
void grid_set(struct grid *grid, uint32_t column, uint32_t row, int16_t height);
int16_t grid_get(const struct grid *grid, uint32_t column, uint32_t row);
bool grid_resize(struct grid *grid, uint32_t columns, uint32_t rows);
int16_t grid_highest(const struct grid *grid);

#endif
