#pragma once

#include <cstdint>
#include <memory>

class Grid {
public:
    static std::unique_ptr<Grid> make(std::uint32_t columns, std::uint32_t rows);
    ~Grid();

    void set(std::uint32_t column, std::uint32_t row, std::int16_t height);
    std::int16_t get(std::uint32_t column, std::uint32_t row) const;
    bool resize(std::uint32_t columns, std::uint32_t rows);
    std::int16_t highest() const;

private:
    Grid();
    struct State;
    std::unique_ptr<State> state_;
};
