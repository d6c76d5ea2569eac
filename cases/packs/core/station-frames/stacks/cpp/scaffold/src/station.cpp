#include "station.hpp"

namespace weather {

std::unique_ptr<Reading[]> make_buffer()
{
    return std::make_unique<Reading[]>(station_room);
}

double average(const Reading *readings, int count, const std::string &label)
{
    double sum = 0;
    int found = 0;
    for (int i = 0; i < count; i++) {
        if (label == readings[i].label) {
            sum += readings[i].value;
            found++;
        }
    }
    return found ? sum / found : 0;
}

}  // namespace weather
