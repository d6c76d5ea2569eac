#ifndef TILL_H
#define TILL_H

#include <stddef.h>

#include "receipt.h"

/* Space for `count` lines; the caller frees it. */
char (*till_lines(size_t count))[RECEIPT_COLUMNS + 1];

#endif
