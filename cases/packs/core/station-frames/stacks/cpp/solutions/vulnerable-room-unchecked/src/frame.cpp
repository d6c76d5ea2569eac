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

class Reader {
public:
    Reader(const std::uint8_t *data, std::size_t size) : at_(data), left_(size) {}

    const std::uint8_t *take(std::size_t size)
    {
        if (left_ < size)
            throw std::out_of_range("the frame ends early");
        const std::uint8_t *taken = at_;
        at_ += size;
        left_ -= size;
        return taken;
    }

private:
    const std::uint8_t *at_;
    std::size_t left_;
};

std::size_t read_all(Reader frame, Reading *readings)
{
    if (std::memcmp(frame.take(2), "WX", 2) != 0)
        throw std::invalid_argument("no frame");
    const std::size_t count = *frame.take(1);
    for (std::size_t i = 0; i < count; i++) {
        const std::size_t length = *frame.take(1);
        const std::uint8_t *label = frame.take(length);
        const std::size_t kept = std::min(length, label_size - 1);
        std::memcpy(readings[i].label, label, kept);
        readings[i].label[kept] = '\0';
        readings[i].value = value_at(frame.take(4));
    }
    return count;
}

}  // namespace

int decode(const std::uint8_t *data, std::size_t size, Reading *readings, std::size_t room)
{
    (void)room;
    try {
        return static_cast<int>(read_all(Reader(data, size), readings));
    } catch (const std::logic_error &) {
        return -1;
    }
}

}  // namespace weather
