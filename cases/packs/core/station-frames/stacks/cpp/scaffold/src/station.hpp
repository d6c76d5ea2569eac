#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "frame.hpp"

namespace weather {

constexpr std::size_t station_room = 16;

// An array of station_room readings.
std::unique_ptr<Reading[]> make_buffer();

// The average value of the readings with that label, 0 if there are none.
double average(const Reading *readings, int count, const std::string &label);

}  // namespace weather
