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
    size_t space = RECEIPT_COLUMNS - 1 - strlen(price), used = 0;
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
    size_t count = 0, used = RECEIPT_COLUMNS + 1;
    for (;;) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (length == 0)
            return count;
        if (length > RECEIPT_COLUMNS || used + length > RECEIPT_COLUMNS) {
            while (length > RECEIPT_COLUMNS) {
                if (count == most)
                    return count;
                memcpy(lines[count], text, RECEIPT_COLUMNS);
                lines[count++][RECEIPT_COLUMNS] = '\0';
                text += RECEIPT_COLUMNS;
                length -= RECEIPT_COLUMNS;
            }
            if (count == most)
                return count;
            count++;
            used = 0;
        }
        char *line = lines[count - 1];
        memcpy(line + used, text, length);
        text += length;
        used += length;
        line[used++] = ' ';
        line[used] = '\0';
        line[used - 1] = '\0';
        if (*text != '\0' && used + strcspn(text + strspn(text, " "), " ") <= RECEIPT_COLUMNS && text[strspn(text, " ")] != '\0')
            line[used - 1] = ' ';
    }
}
