#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "station.h"
#include "vetloop.h"

static void decode(vl_call *call)
{
    vl_bytes data = vl_data(call, 0);
    struct reading *readings = station_buffer();
    memset(readings, 'x', STATION_ROOM * sizeof *readings); /* as after many frames: the receiver uses one buffer */
    int count = frame_decode(data.data, data.size, readings, STATION_ROOM);
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
