/* JSON with the tagged forms {"$bytes": …}, {"$int": …}, {"$float": …} and {"$object": …}. */
#include "values.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at, *end;
    const char *problem;
};

static const char DIGITS64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static vl_value *read_value(struct reader *in, int depth);

static vl_value *refuse(struct reader *in, const char *problem)
{
    if (in->problem == NULL)
        in->problem = problem;
    return NULL;
}

static void skip_space(struct reader *in)
{
    while (in->at < in->end && strchr(" \t\r\n", *in->at) != NULL && *in->at != '\0')
        in->at++;
}

static bool accept(struct reader *in, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(in->end - in->at) < size || memcmp(in->at, word, size) != 0)
        return false;
    in->at += size;
    return true;
}

static long read_hex4(struct reader *in)
{
    long code = 0;
    for (int digit = 0; digit < 4; digit++) {
        if (in->at == in->end)
            return -1;
        char c = *in->at++;
        int value = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (value < 0)
            return -1;
        code = code * 16 + value;
    }
    return code;
}

static bool append_code(struct buffer *out, long code)
{
    char bytes[4];
    size_t size = 0;
    if (code < 0x80) {
        bytes[size++] = (char)code;
    } else if (code < 0x800) {
        bytes[size++] = (char)(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        if (code >= 0xD800 && code < 0xE000)
            return false;
        bytes[size++] = (char)(0xE0 | code >> 12);
        bytes[size++] = (char)(0x80 | (code >> 6 & 0x3F));
    } else {
        bytes[size++] = (char)(0xF0 | code >> 18);
        bytes[size++] = (char)(0x80 | (code >> 12 & 0x3F));
        bytes[size++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    if (code >= 0x80)
        bytes[size++] = (char)(0x80 | (code & 0x3F));
    append(out, bytes, size);
    return true;
}

static bool read_escape(struct reader *in, struct buffer *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (in->at == in->end)
        return false;
    char c = *in->at++;
    if (c == 'u') {
        long code = read_hex4(in);
        if (code >= 0xD800 && code < 0xDC00 && accept(in, "\\u")) {
            long low = read_hex4(in);
            if (low < 0xDC00 || low > 0xDFFF)
                return false;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        return code >= 0 && append_code(out, code);
    }
    const char *found = c != '\0' ? strchr(from, c) : NULL;
    if (found == NULL)
        return false;
    append(out, &to[found - from], 1);
    return true;
}

static vl_value *read_text(struct reader *in)
{
    struct buffer out = {0};
    if (!accept(in, "\""))
        return refuse(in, "a text was expected");
    vl_value *value = NULL;
    while (in->at < in->end && *in->at != '"') {
        if (*in->at == '\\') {
            in->at++;
            if (!read_escape(in, &out)) {
                refuse(in, "an escape in a text is malformed");
                break;
            }
        } else {
            append(&out, in->at++, 1);
        }
    }
    if (in->problem == NULL) {
        if (!accept(in, "\""))
            refuse(in, "a text has no end");
        else if (!is_utf8(out.data, out.size))
            refuse(in, "a text is not UTF-8");
        else
            value = make_text(KIND_TEXT, out.data, out.size);
    }
    free(out.data);
    return value;
}

static vl_value *read_number(struct reader *in)
{
    char digits[400];
    size_t size = 0;
    bool whole = true;
    while (in->at < in->end && *in->at != '\0' && strchr("+-.0123456789eE", *in->at) != NULL) {
        if (size == sizeof digits - 1)
            return refuse(in, "a number is too long");
        whole = whole && strchr(".eE", *in->at) == NULL;
        digits[size++] = *in->at++;
    }
    digits[size] = '\0';
    char *end = digits;
    errno = 0;
    if (whole) {
        intmax_t number = strtoimax(digits, &end, 10);
        if (size == 0 || *end != '\0')
            return refuse(in, "a value was expected");
        if (errno == ERANGE)
            return make_text(KIND_BIG, digits, size);
        vl_value *value = make_value(KIND_INT);
        value->whole = number;
        return value;
    }
    double number = strtod(digits, &end);
    if (*end != '\0')
        return refuse(in, "a number is malformed");
    vl_value *value = make_value(KIND_DOUBLE);
    value->real = number;
    return value;
}

static vl_value *read_base64(struct reader *in, const vl_value *text)
{
    struct buffer out = {0};
    unsigned long bits = 0;
    int have = 0;
    vl_value *value = NULL;
    for (size_t index = 0; index < text->size && in->problem == NULL; index++) {
        char c = text->data[index];
        const char *found = c != '\0' ? strchr(DIGITS64, c) : NULL;
        if (found != NULL) {
            bits = (bits << 6 | (unsigned long)(found - DIGITS64)) & 0xFFFFFF;
            if ((have += 6) >= 8) {
                char byte = (char)(bits >> (have -= 8) & 0xFF);
                append(&out, &byte, 1);
            }
        } else if (c != '=') {
            refuse(in, "a $bytes is malformed");
        }
    }
    if (in->problem == NULL)
        value = make_text(KIND_BYTES, out.data, out.size);
    free(out.data);
    return value;
}

static vl_value *read_tagged(struct reader *in, vl_value *map)
{
    const char *tag = map->names[0]->data;
    vl_value *content = map->items[0];
    if (strcmp(tag, "$object") == 0)
        return content->kind == KIND_MAP ? content : refuse(in, "an $object is malformed");
    if (strcmp(tag, "$bytes") != 0 && strcmp(tag, "$int") != 0 && strcmp(tag, "$float") != 0)
        return map;
    if (content->kind != KIND_TEXT)
        return refuse(in, "a tagged value is malformed");
    if (strcmp(tag, "$bytes") == 0)
        return read_base64(in, content);
    if (strcmp(tag, "$float") == 0) {
        vl_value *value = make_value(KIND_DOUBLE);
        value->real = strtod(content->data, NULL);
        return value;
    }
    struct reader number = {content->data, content->data + content->size, NULL};
    vl_value *value = content->size < 390 ? read_number(&number) : make_text(KIND_BIG, content->data, content->size);
    return value != NULL && number.at == number.end ? value : refuse(in, "an $int is malformed");
}

/* After the brace. What stands in {"$object": {...}} is a map as it is, whatever its names: `plain`. */
static vl_value *read_map(struct reader *in, int depth, bool plain)
{
    vl_value *map = make_value(KIND_MAP);
    for (skip_space(in); !accept(in, "}"); skip_space(in)) {
        if (map->count > 0 && !accept(in, ","))
            return refuse(in, "a comma was expected");
        skip_space(in);
        vl_value *name = read_text(in);
        skip_space(in);
        if (name == NULL || !accept(in, ":"))
            return refuse(in, "a colon was expected");
        skip_space(in);
        bool escaped = !plain && strcmp(name->data, "$object") == 0 && accept(in, "{");
        vl_value *item = escaped ? read_map(in, depth + 1, true) : read_value(in, depth + 1);
        if (item == NULL)
            return NULL;
        append_item(map, name, item);
    }
    return map->count == 1 && !plain ? read_tagged(in, map) : map;
}

static vl_value *read_value(struct reader *in, int depth)
{
    if (depth > MOST_DEPTH + 4)
        return refuse(in, "the values are nested too deeply");
    skip_space(in);
    if (accept(in, "null"))
        return make_value(KIND_NULL);
    if (accept(in, "true") || accept(in, "false")) {
        vl_value *value = make_value(KIND_BOOL);
        value->truth = in->at[-2] == 'u';
        return value;
    }
    if (accept(in, "{"))
        return read_map(in, depth, false);
    if (accept(in, "[")) {
        vl_value *list = make_value(KIND_LIST);
        for (skip_space(in); !accept(in, "]"); skip_space(in)) {
            if (list->count > 0 && !accept(in, ","))
                return refuse(in, "a comma was expected");
            vl_value *item = read_value(in, depth + 1);
            if (item == NULL)
                return NULL;
            append_item(list, NULL, item);
        }
        return list;
    }
    return in->at < in->end && *in->at == '"' ? read_text(in) : read_number(in);
}

vl_value *parse_json(const char *text, size_t size, const char **reason)
{
    struct reader in = {text, text + size, NULL};
    vl_value *value = read_value(&in, 0);
    skip_space(&in);
    if (value != NULL && in.at != in.end)
        value = refuse(&in, "something follows the value");
    *reason = in.problem;
    return value;
}

static void append_words(struct buffer *out, const char *words)
{
    append(out, words, strlen(words));
}

static const char *write_text(struct buffer *out, const vl_value *text)
{
    if (!is_utf8(text->data, text->size))
        return "a text that is returned is not UTF-8";
    append_words(out, "\"");
    for (size_t index = 0; index < text->size; index++) {
        unsigned char c = (unsigned char)text->data[index];
        char escaped[8];
        if (c == '"' || c == '\\' || c < 0x20) {
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
            append_words(out, escaped);
        } else {
            append(out, &text->data[index], 1);
        }
    }
    append_words(out, "\"");
    return NULL;
}

static void write_base64(struct buffer *out, const vl_value *bytes)
{
    const unsigned char *data = (const unsigned char *)bytes->data;
    append_words(out, "{\"$bytes\":\"");
    for (size_t at = 0; at < bytes->size; at += 3) {
        size_t left = bytes->size - at;
        unsigned long bits = (unsigned long)data[at] << 16;
        bits |= left > 1 ? (unsigned long)data[at + 1] << 8 : 0;
        bits |= left > 2 ? data[at + 2] : 0;
        char four[4] = {DIGITS64[bits >> 18], DIGITS64[bits >> 12 & 63], DIGITS64[bits >> 6 & 63], DIGITS64[bits & 63]};
        if (left < 3)
            four[3] = '=';
        if (left < 2)
            four[2] = '=';
        append(out, four, 4);
    }
    append_words(out, "\"}");
}

static void write_number(struct buffer *out, const vl_value *value)
{
    char digits[64];
    if (value->kind == KIND_DOUBLE && !isfinite(value->real)) {
        append_words(out, "{\"$float\":\"");
        append_words(out, isnan(value->real) ? "nan" : value->real < 0 ? "-inf" : "inf");
        append_words(out, "\"}");
        return;
    }
    if (value->kind == KIND_DOUBLE) {
        snprintf(digits, sizeof digits, "%.17g", value->real);
        append_words(out, digits);
        append_words(out, strpbrk(digits, ".e") == NULL ? ".0" : "");
        return;
    }
    bool safe = value->kind == KIND_INT && value->whole > -SAFE_INTEGER && value->whole < SAFE_INTEGER;
    snprintf(digits, sizeof digits, "%" PRId64, value->whole);
    append_words(out, safe ? "" : "{\"$int\":\"");
    append_words(out, value->kind == KIND_INT ? digits : value->data);
    append_words(out, safe ? "" : "\"}");
}

static bool is_tag(const vl_value *name)
{
    return strcmp(name->data, "$bytes") == 0 || strcmp(name->data, "$int") == 0 || strcmp(name->data, "$float") == 0 ||
           strcmp(name->data, "$object") == 0;
}

static const char *write_items(struct buffer *out, const vl_value *value, int depth)
{
    bool map = value->kind == KIND_MAP, escaped = map && value->count == 1 && is_tag(value->names[0]);
    append_words(out, escaped ? "{\"$object\":{" : map ? "{" : "[");
    for (size_t index = 0; index < value->count; index++) {
        const char *problem = NULL;
        append_words(out, index ? "," : "");
        if (map) {
            if ((problem = write_text(out, value->names[index])) != NULL)
                return problem;
            append_words(out, ":");
        }
        if ((problem = write_json(out, value->items[index], depth + 1)) != NULL)
            return problem;
    }
    append_words(out, escaped ? "}}" : map ? "}" : "]");
    return NULL;
}

const char *write_json(struct buffer *out, const vl_value *value, int depth)
{
    if (depth > MOST_DEPTH)
        return "the value is nested too deeply to be returned";
    switch (value->kind) {
    case KIND_NULL:
        append_words(out, "null");
        return NULL;
    case KIND_BOOL:
        append_words(out, value->truth ? "true" : "false");
        return NULL;
    case KIND_INT:
    case KIND_BIG:
    case KIND_DOUBLE:
        write_number(out, value);
        return NULL;
    case KIND_TEXT:
        return write_text(out, value);
    case KIND_BYTES:
        write_base64(out, value);
        return NULL;
    case KIND_LIST:
    case KIND_MAP:
        return write_items(out, value, depth);
    }
    return "the value is of no kind";
}
