#define _GNU_SOURCE
#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    char *copy = strdup(text), *rest = copy, *line;
    if (copy == NULL)
        return 0;
    while ((line = strsep(&rest, "\n")) != NULL) {
        char *entry = NULL;
        if (*line == '\0')
            continue;
        int length = added == 0 ? asprintf(&entry, "room %d | %s: %s", room, *who ? who : "guest", line)
                                : asprintf(&entry, "room %d | %s", room, line);
        if (length < 0)
            break;
        if (length > DESK_LONGEST_ENTRY)
            journal_add(journal, "%.*s...", DESK_LONGEST_ENTRY - 3, entry);
        else
            journal_add(journal, "%s", entry);
        added++;
        free(entry);
    }
    free(copy);
    return added;
}
