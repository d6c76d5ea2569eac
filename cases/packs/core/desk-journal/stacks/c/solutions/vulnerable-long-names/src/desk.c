#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Adds what stands at the beginning of an entry and the line after it, cut to the longest entry. */
static void enter(struct journal *journal, char *head, const char *line, int length)
{
    int space = DESK_LONGEST_ENTRY - (int)strlen(head);
    if (space < 3) {
        strcpy(head + DESK_LONGEST_ENTRY - 3, "...");
        journal_add(journal, head);
    } else if (length > space) {
        journal_add(journal, "%s%.*s...", head, space - 3, line);
    } else {
        journal_add(journal, "%s%.*s", head, length, line);
    }
}

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    if (*who == '\0')
        who = "guest";
    char *head = malloc(strlen(who) + 160);
    if (head == NULL)
        return 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0) {
            if (added++ == 0)
                sprintf(head, "room %d | %s: ", room, who);
            else
                sprintf(head, "room %d | ", room);
            enter(journal, head, text, length);
        }
        text += length;
        text += *text == '\n';
    }
    free(head);
    return added;
}
