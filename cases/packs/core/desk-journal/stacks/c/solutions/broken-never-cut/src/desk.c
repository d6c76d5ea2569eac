#include "desk.h"

#include <string.h>

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0 && added++ == 0)
            journal_add(journal, "room %d | %s: %.*s", room, *who == '\0' ? "guest" : who, length, text);
        else if (length > 0)
            journal_add(journal, "room %d | %.*s", room, length, text);
        text += length;
        text += *text == '\n';
    }
    return added;
}
