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
    char price[32];
    put_price(cents, price, sizeof price);
    size_t space = strlen(price) < 11 ? 20 : 0, used = 0;
    char before[32] = "";
    if (quantity != 1)
        snprintf(before, sizeof before, "%d x ", quantity);
    for (const char *at = before; *at != '\0' && used < space; at++)
        line[used++] = *at;
    for (; *name != '\0' && used < space; name++) {
        int times = *name == '\t' ? 4 : 1;
        while (times-- > 0 && used < space)
            line[used++] = *name == '\t' ? ' ' : *name;
    }
    snprintf(line + used, RECEIPT_COLUMNS + 1 - used, "%*s", (int)(RECEIPT_COLUMNS - used), price);
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
