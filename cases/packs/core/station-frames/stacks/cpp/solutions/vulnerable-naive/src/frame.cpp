#include "frame.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace weather {

namespace {

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
    (void)room;
    const int count = data[2];
    const std::uint8_t *at = data + 3;
    for (int i = 0; i < count; i++) {
        const int length = *at++;
        std::memcpy(readings[i].label, at, length);
        readings[i].label[length] = '\0';
        at += length;
        readings[i].value = value_at(at);
        at += 4;
    }
    return count;
}

}  // namespace weather
