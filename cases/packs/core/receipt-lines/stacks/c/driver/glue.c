#include <stdlib.h>

#include "receipt.h"
#include "till.h"
#include "vetloop.h"

static void item(vl_call *call)
{
    const char *name = vl_text(call, 0);
    int quantity = (int)vl_int(call, 1);
    int64_t cents = vl_int(call, 2);
    char(*line)[RECEIPT_COLUMNS + 1] = till_lines(1);
    receipt_item(name, quantity, cents, *line);
    vl_value *shown = vl_new_text(call, *line);
    free(line);
    vl_return(call, shown);
}

static void note(vl_call *call)
{
    const char *text = vl_text(call, 0);
    size_t most = (size_t)vl_int(call, 1);
    /* No line at all is what lies behind one: of memory of size 0 the sanitizer lets the first byte be used. */
    char(*space)[RECEIPT_COLUMNS + 1] = till_lines(most > 0 ? most : 1);
    char(*lines)[RECEIPT_COLUMNS + 1] = most > 0 ? space : space + 1;
    size_t count = receipt_note(text, lines, most);
    vl_value *list = vl_new_list(call);
    for (size_t number = 0; number < count; number++)
        vl_push(call, list, vl_new_text(call, lines[number]));
    free(space);
    vl_return(call, list);
}

void vl_setup(void)
{
    vl_register("item", item);
    vl_register("note", note);
}
