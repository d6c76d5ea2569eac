#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A whole entry of any length; NULL when there is no memory. */
static char *whole_entry(int room, const char *who, const char *line, int length)
{
    size_t size = 32 + (who != NULL ? strlen(who) : 0) + length;
    char *entry = malloc(size);
    if (entry == NULL)
        return NULL;
    int used = snprintf(entry, size, "room %d | ", room);
    if (who != NULL) {
        memcpy(entry + used, who, strlen(who));
        used += (int)strlen(who);
        memcpy(entry + used, ": ", 2);
        used += 2;
    }
    memcpy(entry + used, line, length);
    entry[used + length] = '\0';
    return entry;
}

static void enter(struct journal *journal, int room, const char *who, const char *line, int length)
{
    char *entry = whole_entry(room, who, line, length);
    if (entry == NULL)
        return;
    if (strlen(entry) > DESK_LONGEST_ENTRY)
        journal_add(journal, "%.*s...", DESK_LONGEST_ENTRY - 3, entry);
    else
        journal_add(journal, "%s", entry);
    free(entry);
}

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0) {
            enter(journal, room, added > 0 ? NULL : *who == '\0' ? "guest" : who, text, length);
            added++;
        }
        text += length;
        text += *text == '\n';
    }
    return added;
}
