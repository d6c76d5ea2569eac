#include "desk.h"

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    (void)journal, (void)room, (void)who, (void)text;
    return 0; /* to be done */
}
