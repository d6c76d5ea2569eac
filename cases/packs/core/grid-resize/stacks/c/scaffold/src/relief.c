#include "relief.h"

int relief_slope(const struct grid *grid, uint32_t column, uint32_t row)
{
    return grid_get(grid, column + 1, row) - grid_get(grid, column, row);
}
