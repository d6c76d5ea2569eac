#pragma once

#include "grid.hpp"

// How steep it is between a place and its neighbour to the right.
int slope(const Grid &grid, std::uint32_t column, std::uint32_t row);
