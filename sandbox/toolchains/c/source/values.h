/* Values as they cross between judge and program; shared by values.c, json.c and driver.c. */
#ifndef VALUES_H
#define VALUES_H

#include "vetloop.h"

#define MOST_DEPTH 64
#define MOST_FRAME (8u * 1024 * 1024)
#define SAFE_INTEGER (INT64_C(1) << 53)

enum kind { KIND_NULL, KIND_BOOL, KIND_INT, KIND_BIG, KIND_DOUBLE, KIND_TEXT, KIND_BYTES, KIND_LIST, KIND_MAP };

struct vl_value {
    enum kind kind;
    bool truth;
    int64_t whole;
    double real;
    char *data; /* text, bytes, or the digits of a big integer; a NUL follows texts and digits */
    size_t size;
    vl_value **items; /* of a list, or of a map, there with `names` */
    vl_value **names;
    size_t count, room;
};

struct buffer {
    char *data;
    size_t size, room;
};

/* Memory of the current call. Ends the process where there is none. */
void *take(size_t size);
void release_all(void);

vl_value *make_value(enum kind kind);
vl_value *make_text(enum kind kind, const char *data, size_t size);
void append_item(vl_value *to, vl_value *name, vl_value *item);

/* The value of a JSON text, tags resolved; NULL and a reason where it is none. */
vl_value *parse_json(const char *text, size_t size, const char **reason);
/* Appends the value with its tags; a reason where it cannot cross. */
const char *write_json(struct buffer *out, const vl_value *value, int depth);
void append(struct buffer *out, const char *data, size_t size);
bool is_utf8(const char *data, size_t size);

#endif
