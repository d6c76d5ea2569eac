#ifndef FRAME_H
#define FRAME_H

#include <stddef.h>
#include <stdint.h>

#define LABEL_SIZE 32

struct reading {
    int32_t value;
    char label[LABEL_SIZE];
};

/* Decodes the frame in the `size` bytes at `data` into `readings`, which has space for `room` of them.
 * Returns the number of readings, or -1. */
int frame_decode(const uint8_t *data, size_t size, struct reading *readings, size_t room);

#endif
