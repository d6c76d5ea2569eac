#include "till.h"

#include <stdlib.h>
#include <string.h>

char (*till_lines(size_t count))[RECEIPT_COLUMNS + 1]
{
    char(*lines)[RECEIPT_COLUMNS + 1] = malloc(count * sizeof *lines);
    memset(lines, '#', count * sizeof *lines); /* what earlier receipts have left */
    return lines;
}
