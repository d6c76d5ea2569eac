#include "grid.h"

#include <stdlib.h>

/* to be done */

struct grid *grid_new(uint32_t columns, uint32_t rows)
{
    (void)columns, (void)rows;
    return NULL;
}

void grid_free(struct grid *grid)
{
    free(grid);
}

void grid_set(struct grid *grid, uint32_t column, uint32_t row, int16_t height)
{
    (void)grid, (void)column, (void)row, (void)height;
}

int16_t grid_get(const struct grid *grid, uint32_t column, uint32_t row)
{
    (void)grid, (void)column, (void)row;
    return 0;
}

bool grid_resize(struct grid *grid, uint32_t columns, uint32_t rows)
{
    (void)grid, (void)columns, (void)rows;
    return false;
}

int16_t grid_highest(const struct grid *grid)
{
    (void)grid;
    return 0;
}
