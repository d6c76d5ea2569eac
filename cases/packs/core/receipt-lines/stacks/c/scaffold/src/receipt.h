#ifndef RECEIPT_H
#define RECEIPT_H

#include <stddef.h>
#include <stdint.h>

#define RECEIPT_COLUMNS 32

/* Writes the line of one item: RECEIPT_COLUMNS characters and a NUL. */
void receipt_item(const char *name, int quantity, int64_t cents, char line[RECEIPT_COLUMNS + 1]);

/* Breaks `text` into `lines`, `most` of them at most, and returns how many it has written. */
size_t receipt_note(const char *text, char lines[][RECEIPT_COLUMNS + 1], size_t most);

#endif
