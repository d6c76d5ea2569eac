#include "grid.h"

#include <stdlib.h>
#include <string.h>

struct grid {
    uint32_t columns, rows;
    int16_t **heights;
};

static void free_rows(int16_t **heights, uint32_t rows)
{
    for (uint32_t row = 0; heights != NULL && row < rows; row++)
        free(heights[row]);
    free(heights);
}

static int16_t **make_rows(uint32_t columns, uint32_t rows)
{
    if (columns == 0 || rows == 0)
        return NULL;
    int16_t **heights = calloc(rows, sizeof *heights);
    if (heights == NULL)
        return NULL;
    for (uint32_t row = 0; row < rows; row++) {
        heights[row] = calloc(columns, sizeof **heights);
        if (heights[row] == NULL) {
            free_rows(heights, row);
            return NULL;
        }
    }
    return heights;
}

struct grid *grid_new(uint32_t columns, uint32_t rows)
{
    struct grid *grid = malloc(sizeof *grid);
    if (grid == NULL)
        return NULL;
    grid->columns = columns;
    grid->rows = rows;
    grid->heights = make_rows(columns, rows);
    if (grid->heights == NULL) {
        free(grid);
        return NULL;
    }
    return grid;
}

void grid_free(struct grid *grid)
{
    if (grid == NULL)
        return;
    free_rows(grid->heights, grid->rows);
    free(grid);
}

void grid_set(struct grid *grid, uint32_t column, uint32_t row, int16_t height)
{
    if (column < grid->columns && row < grid->rows)
        grid->heights[row][column] = height;
}

int16_t grid_get(const struct grid *grid, uint32_t column, uint32_t row)
{
    return column < grid->columns && row < grid->rows ? grid->heights[row][column] : 0;
}

bool grid_resize(struct grid *grid, uint32_t columns, uint32_t rows)
{
    int16_t **heights = make_rows(columns, rows);
    if (heights == NULL)
        return false;
    size_t kept = columns < grid->columns ? columns : grid->columns;
    for (uint32_t row = 0; row < rows && row < grid->rows; row++)
        memcpy(heights[row], grid->heights[row], kept * sizeof **heights);
    free_rows(grid->heights, grid->rows);
    grid->heights = heights;
    grid->columns = columns;
    grid->rows = rows;
    return true;
}

int16_t grid_highest(const struct grid *grid)
{
    int16_t highest = INT16_MIN;
    for (uint32_t row = 0; row < grid->rows; row++)
        for (uint32_t column = 0; column < grid->columns; column++)
            if (grid->heights[row][column] > highest)
                highest = grid->heights[row][column];
    return highest;
}
