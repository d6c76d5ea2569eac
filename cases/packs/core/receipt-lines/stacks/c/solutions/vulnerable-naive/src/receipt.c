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
    char text[128] = "", price[32];
    put_price(cents, price, sizeof price);
    if (quantity != 1)
        sprintf(text, "%d x ", quantity);
    for (; *name != '\0'; name++)
        strncat(text, *name == '\t' ? "    " : name, *name == '\t' ? 4 : 1);
    int space = RECEIPT_COLUMNS - 1 - (int)strlen(price);
    sprintf(line, "%-*.*s %s", space, space, text, price);
}

size_t receipt_note(const char *text, char lines[][RECEIPT_COLUMNS + 1], size_t most)
{
    char word[128];
    size_t count = 0;
    int read;
    while (sscanf(text, "%s%n", word, &read) == 1) {
        text += read;
        char *rest = word;
        if (count > 0 && strlen(lines[count - 1]) + 1 + strlen(word) <= RECEIPT_COLUMNS) {
            strcat(strcat(lines[count - 1], " "), word);
            continue;
        }
        while (*rest != '\0') {
            if (count == most)
                return count;
            size_t size = strlen(rest) < RECEIPT_COLUMNS ? strlen(rest) : RECEIPT_COLUMNS;
            memcpy(lines[count], rest, size);
            lines[count++][size] = '\0';
            rest += size;
        }
    }
    return count;
}
