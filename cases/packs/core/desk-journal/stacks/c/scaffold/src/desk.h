#ifndef DESK_H
#define DESK_H

#include "journal.h"

#define DESK_LONGEST_ENTRY 120

/* Enters what a colleague noted about a room; returns how many entries were added. */
int desk_note(struct journal *journal, int room, const char *who, const char *text);

#endif
