#include "grid.h"

#include <stdlib.h>
#include <string.h>

struct grid {
    uint32_t columns, rows;
    int16_t *heights;
};

static int16_t *make_heights(uint32_t columns, uint32_t rows)
{
    if (columns == 0 || rows == 0 || (uint64_t)columns * rows > INT32_MAX)
        return NULL;
    return calloc((size_t)columns * rows, sizeof(int16_t));
}

static bool inside(const struct grid *grid, uint32_t column, uint32_t row)
{
    return column < grid->columns && row < grid->rows;
}

struct grid *grid_new(uint32_t columns, uint32_t rows)
{
    struct grid *grid = malloc(sizeof *grid);
    if (grid == NULL)
        return NULL;
    grid->columns = columns;
    grid->rows = rows;
    grid->heights = make_heights(columns, rows);
    if (grid->heights == NULL) {
        free(grid);
        return NULL;
    }
    return grid;
}

void grid_free(struct grid *grid)
{
    if (grid != NULL)
        free(grid->heights);
    free(grid);
}

void grid_set(struct grid *grid, uint32_t column, uint32_t row, int16_t height)
{
    if (inside(grid, column, row))
        grid->heights[(size_t)row * grid->columns + column] = height;
}

int16_t grid_get(const struct grid *grid, uint32_t column, uint32_t row)
{
    return inside(grid, column, row) ? grid->heights[(size_t)row * grid->columns + column] : 0;
}

bool grid_resize(struct grid *grid, uint32_t columns, uint32_t rows)
{
    if ((uint64_t)columns * rows > INT32_MAX)
        return false;
    size_t size = (size_t)columns * rows * sizeof(int16_t);
    uint32_t kept = rows < grid->rows ? rows : grid->rows;
    if (columns < grid->columns)
        for (uint32_t row = 1; row < kept; row++)
            memmove(grid->heights + (size_t)row * columns, grid->heights + (size_t)row * grid->columns, columns * sizeof(int16_t));
    int16_t *heights = realloc(grid->heights, size);
    if (heights == NULL)
        return false;
    grid->heights = heights;
    if (columns > grid->columns)
        for (uint32_t row = kept; row-- > 0;) {
            memmove(heights + (size_t)row * columns, heights + (size_t)row * grid->columns, grid->columns * sizeof(int16_t));
            memset(heights + (size_t)row * columns + grid->columns, 0, (columns - grid->columns) * sizeof(int16_t));
        }
    memset(heights + (size_t)kept * columns, 0, (size_t)(rows - kept) * columns * sizeof(int16_t));
    grid->columns = columns;
    grid->rows = rows;
    return true;
}

int16_t grid_highest(const struct grid *grid)
{
    int16_t highest = INT16_MIN;
    for (size_t i = 0; i < (size_t)grid->columns * grid->rows; i++)
        if (grid->heights[i] > highest)
            highest = grid->heights[i];
    return highest;
}
