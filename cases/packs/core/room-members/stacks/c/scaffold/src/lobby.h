#ifndef LOBBY_H
#define LOBBY_H

#include <stddef.h>

#include "room.h"

/* Writes the room's line of the lobby to `line`, which has space for `size` characters. */
void lobby_line(const struct room *room, char *line, size_t size);

#endif
