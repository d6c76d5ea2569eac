#include "grid.h"

#include <stdlib.h>

#define MOST_SIDE 65536u

struct grid {
    uint32_t columns, rows;
    int16_t *heights;
};

static int16_t *make_heights(uint32_t columns, uint32_t rows)
{
    if (columns == 0 || rows == 0 || columns > MOST_SIDE || rows > MOST_SIDE)
        return NULL;
    return calloc(columns * rows, sizeof(int16_t));
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
    int16_t *heights = make_heights(columns, rows);
    if (heights == NULL)
        return false;
    for (uint32_t row = 0; row < rows && row < grid->rows; row++)
        for (uint32_t column = 0; column < columns && column < grid->columns; column++)
            heights[(size_t)row * columns + column] = grid->heights[(size_t)row * grid->columns + column];
    free(grid->heights);
    grid->heights = heights;
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
