#include "station.h"

#include <stdlib.h>
#include <string.h>

struct reading *station_buffer(void)
{
    return calloc(STATION_ROOM, sizeof(struct reading));
}

double station_average(const struct reading *readings, int count, const char *label)
{
    double sum = 0;
    int found = 0;
    for (int i = 0; i < count; i++) {
        if (strcmp(readings[i].label, label) == 0) {
            sum += readings[i].value;
            found++;
        }
    }
    return found ? sum / found : 0;
}
