#include "frame.h"

#include <string.h>

static int32_t read_value(const uint8_t *at)
{
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

struct cursor {
    const uint8_t *at;
    size_t left;
};

static const uint8_t *take(struct cursor *from, size_t size)
{
    if (from->left < size)
        return NULL;
    const uint8_t *taken = from->at;
    from->at += size;
    from->left -= size;
    return taken;
}

int frame_decode(const uint8_t *data, size_t size, struct reading *readings, size_t room)
{
    struct cursor frame = {data, size};
    const uint8_t *start = take(&frame, 3);
    if (start == NULL || start[0] != 'W' || start[1] != 'X')
        return -1;
    size_t count = start[2] < room ? start[2] : room;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *length = take(&frame, 1);
        const uint8_t *label = length ? take(&frame, *length) : NULL;
        const uint8_t *value = label ? take(&frame, 4) : NULL;
        if (value == NULL)
            return -1;
        size_t kept = *length < LABEL_SIZE ? *length : LABEL_SIZE - 1;
        memcpy(readings[i].label, label, kept);
        readings[i].label[kept] = '\0';
        readings[i].value = read_value(value);
    }
    return (int)count;
}
