#include "grid.h"

#include <stdlib.h>
#include <string.h>

struct grid {
    uint32_t columns, rows;
    int16_t *heights;
};

static bool size_of(uint32_t columns, uint32_t rows, size_t *bytes)
{
    size_t cells;
    if (columns == 0 || rows == 0)
        return false;
    return !__builtin_mul_overflow((size_t)columns, (size_t)rows, &cells) && !__builtin_mul_overflow(cells, sizeof(int16_t), bytes);
}

static bool inside(const struct grid *grid, uint32_t column, uint32_t row)
{
    return column < grid->columns && row < grid->rows;
}

static size_t at(uint32_t columns, uint32_t column, uint32_t row)
{
    return (size_t)row * columns + column;
}

struct grid *grid_new(uint32_t columns, uint32_t rows)
{
    size_t bytes;
    if (!size_of(columns, rows, &bytes))
        return NULL;
    struct grid *grid = malloc(sizeof *grid);
    if (grid == NULL)
        return NULL;
    grid->heights = calloc(bytes, 1);
    if (grid->heights == NULL) {
        free(grid);
        return NULL;
    }
    grid->columns = columns;
    grid->rows = rows;
    return grid;
}

void grid_free(struct grid *grid)
{
    if (grid == NULL)
        return;
    free(grid->heights);
    free(grid);
}

void grid_set(struct grid *grid, uint32_t column, uint32_t row, int16_t height)
{
    if (inside(grid, column, row))
        grid->heights[at(grid->columns, column, row)] = height;
}

int16_t grid_get(const struct grid *grid, uint32_t column, uint32_t row)
{
    return inside(grid, column, row) ? grid->heights[at(grid->columns, column, row)] : 0;
}

bool grid_resize(struct grid *grid, uint32_t columns, uint32_t rows)
{
    size_t bytes;
    if (!size_of(columns, rows, &bytes))
        return false;
    int16_t *old = grid->heights;
    grid->heights = calloc(bytes, 1);
    if (grid->heights == NULL) {
        free(old);
        return false;
    }
    uint32_t kept = columns < grid->columns ? columns : grid->columns;
    for (uint32_t row = 0; row < rows && row < grid->rows; row++)
        memcpy(grid->heights + at(columns, 0, row), old + at(grid->columns, 0, row), kept * sizeof(int16_t));
    free(old);
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
