#include "receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LARGEST_NAME 16384

void receipt_item(const char *name, int quantity, int64_t cents, char line[RECEIPT_COLUMNS + 1])
{
    char price[32], text[LARGEST_NAME];
    uint64_t amount = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    snprintf(price, sizeof price, "%s%" PRIu64 ".%02u", cents < 0 ? "-" : "", amount / 100, (unsigned)(amount % 100));
    char *to = text;
    if (quantity != 1)
        to += sprintf(to, "%d x ", quantity);
    for (; *name != '\0'; name++) {
        if (*name == '\t') {
            memcpy(to, "    ", 4);
            to += 4;
        } else {
            *to++ = *name;
        }
    }
    *to = '\0';
    int space = RECEIPT_COLUMNS - 1 - (int)strlen(price);
    snprintf(line, RECEIPT_COLUMNS + 1, "%-*.*s %s", space, space, text, price);
}
static const char *next_word(const char *text, size_t *length)
{
    text += strspn(text, " ");
    *length = strcspn(text, " ");
    return text;
}

size_t receipt_note(const char *text, char lines[][RECEIPT_COLUMNS + 1], size_t most)
{
    size_t count = 0, used = RECEIPT_COLUMNS, length;
    for (text = next_word(text, &length); length > 0; text = next_word(text, &length)) {
        int broken = length > RECEIPT_COLUMNS;
        if (!broken && used + 1 + length <= RECEIPT_COLUMNS) {
            used += (size_t)snprintf(lines[count - 1] + used, RECEIPT_COLUMNS + 1 - used, " %.*s", (int)length, text);
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
    return count;
}
