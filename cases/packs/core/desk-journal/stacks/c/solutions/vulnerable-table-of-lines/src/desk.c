#include "desk.h"

#include <stdio.h>
#include <string.h>

#define MOST_LINES 64

static void enter(struct journal *journal, int room, const char *who, const char *line, int length)
{
    char entry[DESK_LONGEST_ENTRY + 1];
    int full;
    if (who != NULL)
        full = snprintf(entry, sizeof entry, "room %d | %s: %.*s", room, *who == '\0' ? "guest" : who, length, line);
    else
        full = snprintf(entry, sizeof entry, "room %d | %.*s", room, length, line);
    if (full > DESK_LONGEST_ENTRY)
        strcpy(entry + DESK_LONGEST_ENTRY - 3, "...");
    journal_add(journal, "%s", entry);
}

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    const char *lines[MOST_LINES];
    int lengths[MOST_LINES], count = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0) {
            lines[count] = text;
            lengths[count++] = length;
        }
        text += length;
        text += *text == '\n';
    }
    for (int i = 0; i < count; i++)
        enter(journal, room, i == 0 ? who : NULL, lines[i], lengths[i]);
    return count;
}
