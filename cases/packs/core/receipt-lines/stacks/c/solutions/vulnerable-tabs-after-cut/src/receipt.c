#include "receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_price(int64_t cents, char *price, size_t size)
{
    uint64_t amount = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    snprintf(price, size, "%s%" PRIu64 ".%02u", cents < 0 ? "-" : "", amount / 100, (unsigned)(amount % 100));
}

void receipt_item(const char *name, int quantity, int64_t cents, char line[RECEIPT_COLUMNS + 1])
{
    char text[64], price[32], spread[96];
    put_price(cents, price, sizeof price);
    if (quantity == 1)
        snprintf(text, sizeof text, "%s", name);
    else
        snprintf(text, sizeof text, "%d x %s", quantity, name);
    size_t used = 0;
    for (const char *at = text; *at != '\0'; at++) {
        size_t size = *at == '\t' ? 4 : 1;
        memset(spread + used, *at == '\t' ? ' ' : *at, size);
        used += size;
    }
    spread[used] = '\0';
    int space = RECEIPT_COLUMNS - 1 - (int)strlen(price);
    snprintf(line, RECEIPT_COLUMNS + 1, "%-*.*s %s", space, space, spread, price);
}

size_t receipt_note(const char *text, char lines[][RECEIPT_COLUMNS + 1], size_t most)
{
    size_t count = 0, used = RECEIPT_COLUMNS;
    for (;;) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (length == 0)
            return count;
        if (length <= RECEIPT_COLUMNS && used + 1 + length <= RECEIPT_COLUMNS) {
            lines[count - 1][used] = ' ';
            memcpy(lines[count - 1] + used + 1, text, length);
            used += 1 + length;
            lines[count - 1][used] = '\0';
            text += length;
            continue;
        }
        while (length > 0) {
            if (count == most)
                return count;
            used = length < RECEIPT_COLUMNS ? length : RECEIPT_COLUMNS;
            memcpy(lines[count], text, used);
            lines[count++][used] = '\0';
            text += used;
            length -= used;
        }
    }
}
