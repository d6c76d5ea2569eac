#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "station.h"
#include "vetloop.h"

static void decode(vl_call *call)
{
    vl_bytes data = vl_data(call, 0);
    size_t room = vl_count(call) > 1 ? (size_t)vl_int(call, 1) : STATION_ROOM;
    struct reading *readings = room == STATION_ROOM ? station_buffer() : malloc(room * sizeof *readings);
    memset(readings, 'x', room * sizeof *readings); /* as after many frames: the receiver uses one buffer */
    int count = frame_decode(data.data, data.size, readings, room);
    if (count >= 0) {
        vl_value *list = vl_new_list(call);
        for (int number = 0; number < count; number++) {
            vl_value *map = vl_new_map(call);
            vl_put(call, map, "label", vl_new_text(call, readings[number].label));
            vl_put(call, map, "value", vl_new_int(call, readings[number].value));
            vl_push(call, list, map);
        }
        vl_return(call, list);
    }
    free(readings);
}

void vl_setup(void)
{
    vl_register("decode", decode);
}
