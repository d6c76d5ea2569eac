#include "grid.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <vector>

struct Grid::State {
    std::vector<std::vector<std::int16_t>> rows;

    State(std::uint32_t columns, std::uint32_t count) : rows(count, std::vector<std::int16_t>(columns)) {}

    bool inside(std::uint32_t column, std::uint32_t row) const
    {
        return row < rows.size() && column < rows[row].size();
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
        state_->rows[row][column] = height;
}

std::int16_t Grid::get(std::uint32_t column, std::uint32_t row) const
{
    return state_->inside(column, row) ? state_->rows[row][column] : 0;
}

bool Grid::resize(std::uint32_t columns, std::uint32_t rows)
{
    try {
        auto next = state_->rows;
        next.resize(rows);
        for (auto &row : next)
            row.resize(columns);
        state_->rows = std::move(next);
    } catch (const std::exception &) {
        return false;
    }
    return true;
}

std::int16_t Grid::highest() const
{
    std::int16_t highest = std::numeric_limits<std::int16_t>::min();
    for (const auto &row : state_->rows)
        for (std::int16_t height : row)
            highest = std::max(highest, height);
    return highest;
}
