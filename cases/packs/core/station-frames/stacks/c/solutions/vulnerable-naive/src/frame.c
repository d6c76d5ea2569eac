#include "frame.h"

#include <string.h>

static int32_t read_value(const uint8_t *at)
{
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

int frame_decode(const uint8_t *data, size_t size, struct reading *readings, size_t room)
{
    if (size < 3 || memcmp(data, "WX", 2) != 0)
        return -1;
    (void)room;
    int count = data[2];
    const uint8_t *at = data + 3;
    for (int i = 0; i < count; i++) {
        int length = *at++;
        memcpy(readings[i].label, at, length);
        readings[i].label[length] = '\0';
        at += length;
        readings[i].value = read_value(at);
        at += 4;
    }
    return count;
}
