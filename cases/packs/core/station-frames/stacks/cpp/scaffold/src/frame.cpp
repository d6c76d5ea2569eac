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
    // to be done
    (void)value_at;
    (void)data, (void)size, (void)readings, (void)room;
    return -1;
}

}  // namespace weather
