#include "desk.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Writes `text` to `doubled` with two of every `%` that would be a directive; there is space for twice the text. */
static void double_percents(char *doubled, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '%' && text[1] != '%')
            *doubled++ = '%';
        *doubled++ = *text;
    }
    *doubled = '\0';
}

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
    char format[2 * sizeof entry];
    double_percents(format, entry);
    journal_add(journal, format);
}

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        if (length > 0) {
            enter(journal, room, added == 0 ? who : NULL, text, length);
            added++;
        }
        text += length;
        text += *text == '\n';
    }
    return added;
}
