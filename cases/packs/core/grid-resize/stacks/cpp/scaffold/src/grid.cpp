#include "grid.hpp"

// to be done
struct Grid::State {};

Grid::Grid() = default;

Grid::~Grid() = default;

std::unique_ptr<Grid> Grid::make(std::uint32_t, std::uint32_t)
{
    return nullptr;
}

void Grid::set(std::uint32_t, std::uint32_t, std::int16_t) {}

std::int16_t Grid::get(std::uint32_t, std::uint32_t) const
{
    return 0;
}

bool Grid::resize(std::uint32_t, std::uint32_t)
{
    return false;
}

std::int16_t Grid::highest() const
{
    return 0;
}
