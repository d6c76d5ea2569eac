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

size_t receipt_note(const char *text, char lines[][RECEIPT_COLUMNS + 1], size_t most)
{
    size_t line = 0, used = 0;
    lines[0][0] = '\0';
    for (;;) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (length == 0 || line >= most)
            break;
        if (used > 0 && (length > RECEIPT_COLUMNS || used + 1 + length > RECEIPT_COLUMNS)) {
            if (++line >= most)
                break;
            used = 0;
        }
        if (used > 0)
            lines[line][used++] = ' ';
        size_t size = length < RECEIPT_COLUMNS ? length : RECEIPT_COLUMNS;
        memcpy(lines[line] + used, text, size);
        used += size;
        lines[line][used] = '\0';
        text += size;
        if (size < length) {
            if (++line >= most)
                break;
            used = 0;
        } else if (length == RECEIPT_COLUMNS && *text != '\0') {
            continue;
        }
    }
    if (line < most && used > 0)
        line++;
    return line < most ? line : most;
}
