#include <cstring>

#include "frame.hpp"
#include "station.hpp"
#include "vetloop.h"

static void decode(vl_call *call)
{
    vl_bytes data = vl_data(call, 0);
    auto readings = weather::make_buffer();
    // As after many frames: the receiver uses one buffer.
    std::memset(readings.get(), 'x', weather::station_room * sizeof(weather::Reading));
    int count = weather::decode(data.data, data.size, readings.get(), weather::station_room);
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
