#include "relief.hpp"

int slope(const Grid &grid, std::uint32_t column, std::uint32_t row)
{
    return grid.get(column + 1, row) - grid.get(column, row);
}
