#include "grid.h"

#include <stdlib.h>
#include <string.h>

struct grid {
    uint32_t columns, rows;
    int16_t **lines;
};

struct grid *grid_new(uint32_t columns, uint32_t rows)
{
    struct grid *grid = calloc(1, sizeof *grid);
    if (grid != NULL && !grid_resize(grid, columns, rows)) {
        free(grid);
        return NULL;
    }
    return grid;
}

static void free_lines(int16_t **lines, uint32_t count)
{
    for (uint32_t row = 0; row < count; row++)
        free(lines[row]);
    free(lines);
}

void grid_free(struct grid *grid)
{
    if (grid != NULL)
        free_lines(grid->lines, grid->rows);
    free(grid);
}

static int16_t *place(const struct grid *grid, uint32_t column, uint32_t row)
{
    return column < grid->columns && row < grid->rows ? &grid->lines[row][column] : NULL;
}

void grid_set(struct grid *grid, uint32_t column, uint32_t row, int16_t height)
{
    int16_t *at = place(grid, column, row);
    if (at != NULL)
        *at = height;
}

int16_t grid_get(const struct grid *grid, uint32_t column, uint32_t row)
{
    int16_t *at = place(grid, column, row);
    return at != NULL ? *at : 0;
}

bool grid_resize(struct grid *grid, uint32_t columns, uint32_t rows)
{
    if (columns > 8192 || rows > 8192)
        return false;
    int16_t **lines = calloc(rows, sizeof *lines);
    if (lines == NULL)
        return false;
    for (uint32_t row = 0; row < rows; row++) {
        lines[row] = calloc(columns, sizeof(int16_t));
        if (lines[row] == NULL) {
            free_lines(lines, row);
            return false;
        }
        uint32_t kept = columns < grid->columns ? columns : grid->columns;
        if (row < grid->rows)
            memcpy(lines[row], grid->lines[row], kept * sizeof(int16_t));
    }
    free_lines(grid->lines, grid->rows);
    grid->lines = lines;
    grid->columns = columns;
    grid->rows = rows;
    return true;
}

int16_t grid_highest(const struct grid *grid)
{
    int16_t highest = INT16_MIN;
    for (uint32_t row = 0; row < grid->rows; row++)
        for (uint32_t column = 0; column < grid->columns; column++)
            if (grid->lines[row][column] > highest)
                highest = grid->lines[row][column];
    return highest;
}
