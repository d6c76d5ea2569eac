#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether printf would read or write an argument here: flags, width, precision and length, then one of these. */
static int is_directive(const char *text)
{
    text += strspn(text, "-+ #0'123456789.*$hlLqjzt");
    return *text != '\0' && strchr("diouxXspn", *text) != NULL;
}

static char *plain(const char *text)
{
    char *copy = malloc(2 * strlen(text) + 1), *to = copy;
    if (copy == NULL)
        return NULL;
    for (; *text != '\0'; text++) {
        if (text[0] == '%' && (text[1] == '%' || is_directive(text + 1)))
            *to++ = '%';
        *to++ = *text;
    }
    *to = '\0';
    return copy;
}

static int enter(struct journal *journal, int room, const char *who, const char *line, size_t length)
{
    size_t size = strlen(who) + length + 64;
    char *entry = malloc(size);
    if (entry == NULL)
        return 0;
    int used = snprintf(entry, size, "room %d | ", room);
    if (*who != '\0')
        used += snprintf(entry + used, size - used, "%s: ", who);
    snprintf(entry + used, size - used, "%.*s", (int)length, line);
    if (strlen(entry) > DESK_LONGEST_ENTRY)
        strcpy(entry + DESK_LONGEST_ENTRY - 3, "...");
    char *format = plain(entry);
    if (format != NULL)
        journal_add(journal, format);
    free(format);
    free(entry);
    return 1;
}

int desk_note(struct journal *journal, int room, const char *who, const char *text)
{
    int added = 0;
    if (*who == '\0')
        who = "guest";
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        if (length > 0)
            added += enter(journal, room, added == 0 ? who : "", text, length);
        text += length;
        text += *text == '\n';
    }
    return added;
}
