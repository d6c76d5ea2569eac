#include "grid.hpp"

#include <algorithm>
#include <map>
#include <utility>

struct Grid::State {
    std::uint32_t columns = 0, rows = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int16_t> heights;  // what is not 0

    bool inside(std::uint32_t column, std::uint32_t row) const { return column < columns && row < rows; }
};

Grid::Grid() : state_(std::make_unique<State>()) {}
Grid::~Grid() = default;

std::unique_ptr<Grid> Grid::make(std::uint32_t columns, std::uint32_t rows)
{
    if (columns == 0 || rows == 0)
        return nullptr;
    std::unique_ptr<Grid> grid(new Grid);
    grid->state_->columns = columns;
    grid->state_->rows = rows;
    return grid;
}

void Grid::set(std::uint32_t column, std::uint32_t row, std::int16_t height)
{
    if (!state_->inside(column, row))
        return;
    if (height == 0)
        state_->heights.erase({column, row});
    else
        state_->heights[{column, row}] = height;
}

std::int16_t Grid::get(std::uint32_t column, std::uint32_t row) const
{
    auto found = state_->heights.find({column, row});
    return found == state_->heights.end() ? 0 : found->second;
}

bool Grid::resize(std::uint32_t columns, std::uint32_t rows)
{
    if (columns == 0 || rows == 0)
        return false;
    state_->columns = columns;
    state_->rows = rows;
    for (auto it = state_->heights.begin(); it != state_->heights.end();)
        it = state_->inside(it->first.first, it->first.second) ? std::next(it) : state_->heights.erase(it);
    return true;
}

std::int16_t Grid::highest() const
{
    const std::uint64_t cells = std::uint64_t{state_->columns} * state_->rows;
    bool any = state_->heights.size() < cells;
    std::int16_t highest = 0;
    for (const auto &entry : state_->heights) {
        highest = any ? std::max(highest, entry.second) : entry.second;
        any = true;
    }
    return highest;
}
