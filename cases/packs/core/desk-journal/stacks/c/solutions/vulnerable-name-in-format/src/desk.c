#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The format of a note's entries: with room and name already in it, or with the room only. */
static char *format_of(int room, const char *who)
{
    size_t size = 40 + strlen(who);
    char *format = malloc(size);
    if (format != NULL)
        snprintf(format, size, *who == '\0' ? "room %d | %s%%.*s%%s" : "room %d | %s: %%.*s%%s", room, who);
    return format;
}

static void enter(struct journal *journal, int room, const char *who, const char *line, int length)
{
    char *format = format_of(room, who);
    if (format == NULL)
        return;
    int space = DESK_LONGEST_ENTRY - (int)strlen(format) + 6;
    if (space < 3)
        journal_add(journal, "%.*s...", DESK_LONGEST_ENTRY - 3, format);
    else if (length > space)
        journal_add(journal, format, space - 3, line, "...");
    else
        journal_add(journal, format, length, line, "");
    free(format);
}

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0) {
            enter(journal, room, added > 0 ? "" : *who == '\0' ? "guest" : who, text, length);
            added++;
        }
        text += length;
        text += *text == '\n';
    }
    return added;
}
