#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void enter(struct journal *journal, const char *whole)
{
    char entry[DESK_LONGEST_ENTRY + 1];
    if (strlen(whole) > DESK_LONGEST_ENTRY) {
        strncpy(entry, whole, DESK_LONGEST_ENTRY - 3);
        strcat(entry, "...");
    } else {
        strcpy(entry, whole);
    }
    journal_add(journal, "%s", entry);
}

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    char *whole = malloc(strlen(who) + strlen(text) + 64);
    if (whole == NULL)
        return 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0) {
            if (added++ == 0)
                sprintf(whole, "room %d | %s: %.*s", room, *who == '\0' ? "guest" : who, length, text);
            else
                sprintf(whole, "room %d | %.*s", room, length, text);
            enter(journal, whole);
        }
        text += length;
        text += *text == '\n';
    }
    free(whole);
    return added;
}
