#include <string.h>

#include "desk.h"
#include "journal.h"
#include "vetloop.h"

static struct journal *journal;

static void open_journal(vl_call *call)
{
    (void)call;
    if (journal != NULL)
        journal_free(journal);
    journal = journal_new();
}

static void note(vl_call *call)
{
    int room = (int)vl_int(call, 0);
    char *who = vl_text(call, 1);
    vl_return_int(call, desk_note(journal, room, who, vl_text(call, 2)));
}

static void entries(vl_call *call)
{
    vl_value *list = vl_new_list(call);
    for (int i = 0; i < journal_count(journal); i++) {
        const char *entry = journal_entry(journal, i);
        vl_push(call, list, vl_new_bytes(call, entry, strlen(entry)));
    }
    vl_return(call, list);
}

void vl_setup(void)
{
    vl_register("open", open_journal);
    vl_register("note", note);
    vl_register("entries", entries);
}
