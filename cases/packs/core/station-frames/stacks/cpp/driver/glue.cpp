#include <cstring>

#include "frame.hpp"
#include "station.hpp"
#include "vetloop.h"

static void decode(vl_call *call)
{
    vl_bytes data = vl_data(call, 0);
    std::size_t room = vl_count(call) > 1 ? static_cast<std::size_t>(vl_int(call, 1)) : weather::station_room;
    auto readings = room == weather::station_room ? weather::make_buffer() : std::make_unique<weather::Reading[]>(room);
    // As after many frames: the receiver uses one buffer.
    std::memset(readings.get(), 'x', room * sizeof(weather::Reading));
    int count = weather::decode(data.data, data.size, readings.get(), room);
    if (count < 0)
        return;
    vl_value *list = vl_new_list(call);
    for (int number = 0; number < count; number++) {
        vl_value *map = vl_new_map(call);
        vl_put(call, map, "label", vl_new_text(call, readings[number].label));
        vl_put(call, map, "value", vl_new_int(call, readings[number].value));
        vl_push(call, list, map);
    }
    vl_return(call, list);
}

void vl_setup(void)
{
    vl_register("decode", decode);
}
