#include "journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct journal {
    char **entries;
    int count;
};

struct journal *journal_new(void)
{
    return calloc(1, sizeof(struct journal));
}

void journal_free(struct journal *journal)
{
    for (int i = 0; i < journal->count; i++)
        free(journal->entries[i]);
    free(journal->entries);
    free(journal);
}

void journal_add(struct journal *journal, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;

    char **entries = realloc(journal->entries, (journal->count + 1) * sizeof *entries);
    if (entries == NULL)
        return;
    journal->entries = entries;
    char *entry = malloc(length + 1);
    if (entry == NULL)
        return;
    va_start(arguments, format);
    vsnprintf(entry, length + 1, format, arguments);
    va_end(arguments);
    entries[journal->count++] = entry;
}

int journal_count(const struct journal *journal)
{
    return journal->count;
}

const char *journal_entry(const struct journal *journal, int number)
{
    return journal->entries[number];
}
