#include "grid.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace {

constexpr std::uint32_t most_side = 65536;

bool fits(std::uint32_t columns, std::uint32_t rows)
{
    return columns != 0 && rows != 0 && columns <= most_side && rows <= most_side;
}

}  // namespace

struct Grid::State {
    std::uint32_t columns, rows;
    std::vector<std::int16_t> heights;

    State(std::uint32_t columns, std::uint32_t rows) : columns(columns), rows(rows), heights(columns * rows) {}

    bool inside(std::uint32_t column, std::uint32_t row) const
    {
        return column < columns && row < rows;
    }

    std::size_t at(std::uint32_t column, std::uint32_t row) const
    {
        return std::size_t{row} * columns + column;
    }
};

Grid::Grid() = default;

Grid::~Grid() = default;

std::unique_ptr<Grid> Grid::make(std::uint32_t columns, std::uint32_t rows)
{
    if (!fits(columns, rows))
        return nullptr;
    std::unique_ptr<Grid> grid(new Grid);
    grid->state_ = std::make_unique<State>(columns, rows);
    return grid;
}

void Grid::set(std::uint32_t column, std::uint32_t row, std::int16_t height)
{
    if (state_->inside(column, row))
        state_->heights[state_->at(column, row)] = height;
}

std::int16_t Grid::get(std::uint32_t column, std::uint32_t row) const
{
    return state_->inside(column, row) ? state_->heights[state_->at(column, row)] : 0;
}

bool Grid::resize(std::uint32_t columns, std::uint32_t rows)
{
    if (!fits(columns, rows))
        return false;
    auto next = std::make_unique<State>(columns, rows);
    for (std::uint32_t row = 0; row < std::min(rows, state_->rows); row++)
        for (std::uint32_t column = 0; column < std::min(columns, state_->columns); column++)
            next->heights[next->at(column, row)] = state_->heights[state_->at(column, row)];
    state_ = std::move(next);
    return true;
}

std::int16_t Grid::highest() const
{
    std::int16_t highest = std::numeric_limits<std::int16_t>::min();
    for (std::int16_t height : state_->heights)
        highest = std::max(highest, height);
    return highest;
}
