#ifndef STATION_H
#define STATION_H

#include "frame.h"

#define STATION_ROOM 16

/* An array of STATION_ROOM readings; the caller frees it. */
struct reading *station_buffer(void);

/* The average value of the readings with that label, 0 if there are none. */
double station_average(const struct reading *readings, int count, const char *label);

#endif
