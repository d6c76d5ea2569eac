#include "frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace weather {

namespace {

constexpr std::size_t most_readings = 16;

std::int32_t value_at(const std::uint8_t *at)
{
    std::uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 8 | at[i];
    return static_cast<std::int32_t>(value);
}

}  // namespace

int decode(const std::uint8_t *data, std::size_t size, Reading *readings, std::size_t room)
{
    if (size < 3 || std::memcmp(data, "WX", 2) != 0)
        return -1;
    const std::size_t count = data[2];
    if (count > room)
        return -1;
    std::array<Reading, most_readings> decoded{};
    std::size_t at = 3;
    for (std::size_t i = 0; i < count; i++) {
        if (at >= size)
            return -1;
        const std::size_t length = data[at++];
        if (length >= label_size || size - at < length + 4)
            return -1;
        std::copy_n(data + at, length, decoded[i].label);
        decoded[i].label[length] = '\0';
        at += length;
        decoded[i].value = value_at(data + at);
        at += 4;
    }
    std::copy_n(decoded.begin(), count, readings);
    return static_cast<int>(count);
}

}  // namespace weather
