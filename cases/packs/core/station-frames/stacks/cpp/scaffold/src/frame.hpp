#pragma once

#include <cstddef>
#include <cstdint>

namespace weather {

constexpr std::size_t label_size = 32;

// The display's firmware reads this layout, too.
struct Reading {
    std::int32_t value;
    char label[label_size];
};

// Decodes the frame in the `size` bytes at `data` into `readings`, which has space for `room` of them.
// Returns the number of readings, or -1.
int decode(const std::uint8_t *data, std::size_t size, Reading *readings, std::size_t room);

}  // namespace weather
