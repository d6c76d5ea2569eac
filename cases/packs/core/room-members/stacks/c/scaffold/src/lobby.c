#include "lobby.h"

#include <stdio.h>

void lobby_line(const struct room *room, char *line, size_t size)
{
    snprintf(line, size, "%d here, last heard: %s", room_present(room), room_last_speaker(room));
}
