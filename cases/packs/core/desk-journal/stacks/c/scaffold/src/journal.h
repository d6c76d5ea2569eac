#ifndef JOURNAL_H
#define JOURNAL_H

struct journal;

struct journal *journal_new(void);
void journal_free(struct journal *journal);

/* Adds an entry at the end, made as printf does: journal_add(journal, "room %d is clean", 12). Entries can have any length. */
void journal_add(struct journal *journal, const char *format, ...);

int journal_count(const struct journal *journal);
const char *journal_entry(const struct journal *journal, int number);

#endif
