#include "desk.h"

#include <stdio.h>
#include <string.h>

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    char prefix[16], entry[DESK_LONGEST_ENTRY + 1];
    int added = 0;
    sprintf(prefix, "room %d | ", room);
    if (*who == '\0')
        who = "guest";
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0) {
            int full = snprintf(entry, sizeof entry, "%s%s%s%.*s", prefix, added ? "" : who, added ? "" : ": ", length, text);
            if (full > DESK_LONGEST_ENTRY)
                strcpy(entry + DESK_LONGEST_ENTRY - 3, "...");
            journal_add(journal, "%s", entry);
            added++;
        }
        text += length;
        text += *text == '\n';
    }
    return added;
}
