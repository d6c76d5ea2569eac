#include "receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_price(int64_t cents, char *price, size_t size)
{
    uint64_t amount = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    snprintf(price, size, "%s%" PRIu64 ".%02u", cents < 0 ? "-" : "", amount / 100, (unsigned)(amount % 100));
}

void receipt_item(const char *name, int quantity, int64_t cents, char line[RECEIPT_COLUMNS + 1])
{
    char price[24];
    put_price(cents, price, sizeof price);
    char *text = malloc(4 * strlen(name) + 12);
    if (text == NULL)
        abort();
    size_t length = quantity == 1 ? 0 : (size_t)sprintf(text, "%d x ", quantity);
    for (; *name != '\0'; name++) {
        size_t size = *name == '\t' ? 4 : 1;
        memset(text + length, *name == '\t' ? ' ' : *name, size);
        length += size;
    }
    text[length] = '\0';
    int space = RECEIPT_COLUMNS - 1 - (int)strlen(price);
    snprintf(line, RECEIPT_COLUMNS + 1, "%-*.*s %s", space, space, text, price);
    free(text);
}

struct sheet {
    char (*lines)[RECEIPT_COLUMNS + 1];
    size_t most;
    size_t count;
};

static int add_line(struct sheet *sheet, const char *text, size_t length)
{
    if (sheet->count == sheet->most || length > RECEIPT_COLUMNS)
        return 0;
    memcpy(sheet->lines[sheet->count], text, length);
    sheet->lines[sheet->count][length] = '\0';
    sheet->count++;
    return 1;
}

static int add_word(struct sheet *sheet, const char *word, size_t length)
{
    if (sheet->count == 0)
        return 0;
    char *line = sheet->lines[sheet->count - 1];
    size_t used = strlen(line);
    if (length > RECEIPT_COLUMNS || used + 1 + length > RECEIPT_COLUMNS)
        return 0;
    line[used] = ' ';
    memcpy(line + used + 1, word, length);
    line[used + 1 + length] = '\0';
    return 1;
}

size_t receipt_note(const char *text, char lines[][RECEIPT_COLUMNS + 1], size_t most)
{
    struct sheet sheet = {lines, most, 0};
    for (;;) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (length == 0)
            return sheet.count;
        if (add_word(&sheet, text, length)) {
            text += length;
            continue;
        }
        for (size_t size; length > 0; text += size, length -= size) {
            size = length < RECEIPT_COLUMNS ? length : RECEIPT_COLUMNS;
            if (!add_line(&sheet, text, size))
                return sheet.count;
        }
    }
}
