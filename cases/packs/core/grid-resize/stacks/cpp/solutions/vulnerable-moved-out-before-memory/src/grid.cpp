#include "grid.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <vector>

struct Grid::State {
    std::uint32_t columns, rows;
    std::vector<std::int16_t> heights;

    State(std::uint32_t columns, std::uint32_t rows) : columns(columns), rows(rows), heights(std::size_t{columns} * rows) {}

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
    std::unique_ptr<Grid> grid(new Grid);
    try {
        grid->state_ = std::make_unique<State>(columns, rows);
    } catch (const std::exception &) {
        return nullptr;
    }
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
    const State old = std::move(*state_);
    try {
        state_->heights.assign(std::size_t{columns} * rows, 0);
    } catch (const std::exception &) {
        return false;
    }
    state_->columns = columns;
    state_->rows = rows;
    for (std::uint32_t row = 0; row < std::min(rows, old.rows); row++)
        for (std::uint32_t column = 0; column < std::min(columns, old.columns); column++)
            state_->heights[state_->at(column, row)] = old.heights[old.at(column, row)];
    return true;
}

std::int16_t Grid::highest() const
{
    std::int16_t highest = std::numeric_limits<std::int16_t>::min();
    for (std::int16_t height : state_->heights)
        highest = std::max(highest, height);
    return highest;
}
