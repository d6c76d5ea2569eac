#include "receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_price(int64_t cents, char *price, size_t size)
{
    uint64_t amount = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    snprintf(price, size, "%s%" PRIu64 ".%02u", cents < 0 ? "-" : "", amount / 100, (unsigned)(amount % 100));
}

struct place {
    char *at;
    size_t left;
};

static void put(struct place *to, char what)
{
    if (to->left > 0) {
        *to->at++ = what;
        to->left--;
    }
}

void receipt_item(const char *name, int quantity, int64_t cents, char line[RECEIPT_COLUMNS + 1])
{
    char price[32], before[32];
    put_price(cents, price, sizeof price);
    size_t width = strlen(price);
    memset(line, ' ', RECEIPT_COLUMNS);
    memcpy(line + RECEIPT_COLUMNS - width, price, width + 1);
    struct place left = {line, RECEIPT_COLUMNS - 1 - width};
    snprintf(before, sizeof before, "%d x ", quantity);
    for (const char *at = before; *at != '\0' && quantity != 1; at++)
        put(&left, *at);
    for (; *name != '\0' && left.left > 0; name++) {
        for (int blank = 0; *name == '\t' && blank < 4; blank++)
            put(&left, ' ');
        if (*name != '\t')
            put(&left, *name);
    }
}

#define MOST_WORDS 256

size_t receipt_note(const char *text, char lines[][RECEIPT_COLUMNS + 1], size_t most)
{
    const char *words[MOST_WORDS];
    size_t lengths[MOST_WORDS], found = 0;
    for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
        words[found] = text;
        lengths[found] = strcspn(text, " ");
        text += lengths[found++];
    }
    size_t count = 0, used = RECEIPT_COLUMNS;
    for (size_t i = 0; i < found; i++) {
        size_t length = lengths[i];
        if (length <= RECEIPT_COLUMNS && used + 1 + length <= RECEIPT_COLUMNS) {
            lines[count - 1][used] = ' ';
            memcpy(lines[count - 1] + used + 1, words[i], length);
            used += 1 + length;
            lines[count - 1][used] = '\0';
            continue;
        }
        for (const char *at = words[i]; length > 0; at += used, length -= used) {
            if (count == most)
                return count;
            used = length < RECEIPT_COLUMNS ? length : RECEIPT_COLUMNS;
            memcpy(lines[count], at, used);
            lines[count++][used] = '\0';
        }
    }
    return count;
}
