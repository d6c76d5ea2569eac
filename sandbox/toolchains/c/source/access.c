/* Typed accessors and constructors of vetloop.h. */
#include "values.h"

#include <string.h>

static const char *const NAMES[] = {"null", "bool", "int", "int", "float", "text", "bytes", "list", "map"};

static void expect(vl_call *call, const vl_value *value, enum kind kind)
{
    if (value == NULL || value->kind != kind) {
        char message[80] = "expected ";
        strcat(strcat(message, NAMES[kind]), ", got ");
        vl_fail(call, "TypeError", strcat(message, value != NULL ? NAMES[value->kind] : "nothing"));
    }
}

bool vl_is_null(const vl_value *value)
{
    return value == NULL || value->kind == KIND_NULL;
}

bool vl_as_bool(vl_call *call, const vl_value *value)
{
    expect(call, value, KIND_BOOL);
    return value->truth;
}

int64_t vl_as_int(vl_call *call, const vl_value *value)
{
    if (value != NULL && value->kind == KIND_BIG)
        vl_fail(call, "OverflowError", "the number does not fit into 64 bits");
    expect(call, value, KIND_INT);
    return value->whole;
}

double vl_as_double(vl_call *call, const vl_value *value)
{
    if (value != NULL && value->kind == KIND_INT)
        return (double)value->whole;
    expect(call, value, KIND_DOUBLE);
    return value->real;
}

char *vl_as_text(vl_call *call, const vl_value *value)
{
    expect(call, value, KIND_TEXT);
    if (memchr(value->data, '\0', value->size) != NULL)
        vl_fail(call, "ValueError", "a text with a NUL in it does not fit into a C string");
    return value->data;
}

vl_bytes vl_as_data(vl_call *call, const vl_value *value)
{
    if (value == NULL || value->kind != KIND_TEXT)
        expect(call, value, KIND_BYTES);
    vl_value *exact = value->kind == KIND_TEXT ? make_text(KIND_BYTES, value->data, value->size) : (vl_value *)value;
    return (vl_bytes){(unsigned char *)exact->data, exact->size};
}

size_t vl_size(vl_call *call, const vl_value *value)
{
    if (value == NULL || value->kind != KIND_MAP)
        expect(call, value, KIND_LIST);
    return value->count;
}

vl_value *vl_item(vl_call *call, const vl_value *list, size_t number)
{
    expect(call, list, KIND_LIST);
    if (number >= list->count)
        vl_fail(call, "IndexError", "the list is shorter");
    return list->items[number];
}

vl_value *vl_field(vl_call *call, const vl_value *map, const char *name)
{
    expect(call, map, KIND_MAP);
    for (size_t index = 0; index < map->count; index++)
        if (strcmp(map->names[index]->data, name) == 0)
            return map->items[index];
    return NULL;
}

bool vl_bool(vl_call *call, size_t number)
{
    return vl_as_bool(call, vl_argument(call, number));
}

int64_t vl_int(vl_call *call, size_t number)
{
    return vl_as_int(call, vl_argument(call, number));
}

double vl_double(vl_call *call, size_t number)
{
    return vl_as_double(call, vl_argument(call, number));
}

char *vl_text(vl_call *call, size_t number)
{
    return vl_as_text(call, vl_argument(call, number));
}

vl_bytes vl_data(vl_call *call, size_t number)
{
    return vl_as_data(call, vl_argument(call, number));
}

vl_value *vl_new_null(vl_call *call)
{
    (void)call;
    return make_value(KIND_NULL);
}

vl_value *vl_new_bool(vl_call *call, bool truth)
{
    (void)call;
    vl_value *value = make_value(KIND_BOOL);
    value->truth = truth;
    return value;
}

vl_value *vl_new_int(vl_call *call, int64_t number)
{
    (void)call;
    vl_value *value = make_value(KIND_INT);
    value->whole = number;
    return value;
}

vl_value *vl_new_double(vl_call *call, double number)
{
    (void)call;
    vl_value *value = make_value(KIND_DOUBLE);
    value->real = number;
    return value;
}

vl_value *vl_new_text(vl_call *call, const char *text)
{
    return text != NULL ? vl_new_text_of(call, text, strlen(text)) : vl_new_null(call);
}

vl_value *vl_new_text_of(vl_call *call, const char *text, size_t size)
{
    (void)call;
    return make_text(KIND_TEXT, text, size);
}

vl_value *vl_new_bytes(vl_call *call, const void *data, size_t size)
{
    (void)call;
    return make_text(KIND_BYTES, data, size);
}

vl_value *vl_new_list(vl_call *call)
{
    (void)call;
    return make_value(KIND_LIST);
}

vl_value *vl_new_map(vl_call *call)
{
    (void)call;
    return make_value(KIND_MAP);
}

void vl_push(vl_call *call, vl_value *list, vl_value *item)
{
    expect(call, list, KIND_LIST);
    append_item(list, NULL, item);
}

void vl_put(vl_call *call, vl_value *map, const char *name, vl_value *item)
{
    expect(call, map, KIND_MAP);
    append_item(map, make_text(KIND_TEXT, name, strlen(name)), item);
}

void vl_return_bool(vl_call *call, bool value)
{
    vl_return(call, vl_new_bool(call, value));
}

void vl_return_int(vl_call *call, int64_t value)
{
    vl_return(call, vl_new_int(call, value));
}

void vl_return_text(vl_call *call, const char *text)
{
    vl_return(call, vl_new_text(call, text));
}

void vl_return_bytes(vl_call *call, const void *data, size_t size)
{
    vl_return(call, vl_new_bytes(call, data, size));
}
