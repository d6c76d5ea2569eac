/* Values and the memory of one call. */
#include "values.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct block {
    struct block *next;
    void *memory;
};

static struct block *blocks;

static void *must(void *memory)
{
    if (memory == NULL) {
        static const char words[] = "the driver has no memory left\n";
        (void)!write(2, words, sizeof words - 1);
        _exit(70);
    }
    return memory;
}

void *take(size_t size)
{
    struct block *block = must(malloc(sizeof *block));
    block->memory = must(malloc(size));
    block->next = blocks;
    blocks = block;
    return block->memory;
}

void release_all(void)
{
    while (blocks != NULL) {
        struct block *block = blocks;
        blocks = block->next;
        free(block->memory);
        free(block);
    }
}

vl_value *make_value(enum kind kind)
{
    vl_value *value = take(sizeof *value);
    memset(value, 0, sizeof *value);
    value->kind = kind;
    return value;
}

vl_value *make_text(enum kind kind, const char *data, size_t size)
{
    vl_value *value = make_value(kind);
    size_t ending = kind == KIND_BYTES ? 0 : 1;
    value->data = take(size + ending);
    if (size > 0)
        memcpy(value->data, data, size);
    if (ending)
        value->data[size] = '\0';
    value->size = size;
    return value;
}

static vl_value **grown(vl_value **old, size_t count, size_t room)
{
    vl_value **larger = take(room * sizeof *larger);
    if (count > 0)
        memcpy(larger, old, count * sizeof *larger);
    return larger;
}

void append_item(vl_value *to, vl_value *name, vl_value *item)
{
    if (to->count == to->room) {
        to->room = to->room ? 2 * to->room : 8;
        to->items = grown(to->items, to->count, to->room);
        if (to->kind == KIND_MAP)
            to->names = grown(to->names, to->count, to->room);
    }
    if (to->kind == KIND_MAP)
        to->names[to->count] = name;
    to->items[to->count++] = item;
}

void append(struct buffer *out, const char *data, size_t size)
{
    if (out->room - out->size < size) {
        out->room = 2 * out->room + size + 256;
        out->data = must(realloc(out->data, out->room));
    }
    memcpy(out->data + out->size, data, size);
    out->size += size;
}

bool is_utf8(const char *data, size_t size)
{
    const unsigned char *at = (const unsigned char *)data, *end = at + size;
    while (at < end) {
        unsigned first = *at++;
        int more = first < 0x80 ? 0 : first >= 0xC2 && first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        if (first >= 0x80 && (first < 0xC2 || first > 0xF4))
            return false;
        if (end - at < more)
            return false;
        if ((first == 0xE0 && at[0] < 0xA0) || (first == 0xED && at[0] > 0x9F) || (first == 0xF0 && at[0] < 0x90) ||
            (first == 0xF4 && at[0] > 0x8F))
            return false;
        for (; more > 0; more--)
            if ((*at++ & 0xC0) != 0x80)
                return false;
    }
    return true;
}
