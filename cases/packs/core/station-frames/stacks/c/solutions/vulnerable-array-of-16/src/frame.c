#include "frame.h"

#include <string.h>

#define MOST_READINGS 16

static int32_t read_value(const uint8_t *at)
{
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

int frame_decode(const uint8_t *data, size_t size, struct reading *readings, size_t room)
{
    /* Decoded here first: the caller's array is touched only when the whole frame is good. */
    struct reading decoded[MOST_READINGS];
    if (size < 3 || memcmp(data, "WX", 2) != 0)
        return -1;
    size_t count = data[2];
    if (count > room)
        return -1;
    size_t at = 3;
    for (size_t i = 0; i < count; i++) {
        if (size - at < 1)
            return -1;
        size_t length = data[at++];
        if (length >= LABEL_SIZE || size - at < length + 4)
            return -1;
        struct reading *reading = decoded + i;
        memcpy(reading->label, data + at, length);
        reading->label[length] = '\0';
        at += length;
        reading->value = read_value(data + at);
        at += 4;
    }
    memcpy(readings, decoded, count * sizeof *decoded);
    return (int)count;
}
