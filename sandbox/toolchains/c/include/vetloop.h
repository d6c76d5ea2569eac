/* What the glue of a `call` stack in C or C++ is written with: it makes functions of the submission callable by name.
 *
 *     void vl_setup(void) { vl_register("area", area); }
 *     static void area(vl_call *call) { vl_return_int(call, rectangle_area(vl_int(call, 0), vl_int(call, 1))); }
 *
 * Arguments and whatever is made by `vl_new_*` belong to the call and are freed after it, so a submission that keeps a
 * pointer to an argument keeps a dangling one. Texts and bytes are allocated to their exact size. An accessor that finds
 * another kind of value, or too few of them, ends the call with an error (`TypeError`) and does not return: make the
 * accessors first, and what has to be released afterwards. In C++ an exception that leaves the function becomes an
 * error with its type's name. Every call must return once or fail; one that does neither returned nothing (null). */
#ifndef VETLOOP_H
#define VETLOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vl_call vl_call;
typedef struct vl_value vl_value;
typedef void (*vl_function)(vl_call *call);

typedef struct {
    unsigned char *data;
    size_t size;
} vl_bytes;

/* Written by the glue; called once, before the first call. */
void vl_setup(void);
void vl_register(const char *name, vl_function function);

/* Arguments by position, from 0. */
size_t vl_count(const vl_call *call);
vl_value *vl_argument(vl_call *call, size_t number);
bool vl_is_null(const vl_value *value);
bool vl_bool(vl_call *call, size_t number);
int64_t vl_int(vl_call *call, size_t number);
double vl_double(vl_call *call, size_t number);
char *vl_text(vl_call *call, size_t number); /* ends with NUL and holds none */
vl_bytes vl_data(vl_call *call, size_t number); /* of bytes or of text, without a NUL */

/* Values inside lists and maps. */
size_t vl_size(vl_call *call, const vl_value *value);
vl_value *vl_item(vl_call *call, const vl_value *list, size_t number);
vl_value *vl_field(vl_call *call, const vl_value *map, const char *name); /* NULL where there is none */
bool vl_as_bool(vl_call *call, const vl_value *value);
int64_t vl_as_int(vl_call *call, const vl_value *value);
double vl_as_double(vl_call *call, const vl_value *value);
char *vl_as_text(vl_call *call, const vl_value *value);
vl_bytes vl_as_data(vl_call *call, const vl_value *value);

/* Results. Texts must be UTF-8, else the call fails with `UnicodeError`; a NULL text is null. */
vl_value *vl_new_null(vl_call *call);
vl_value *vl_new_bool(vl_call *call, bool value);
vl_value *vl_new_int(vl_call *call, int64_t value);
vl_value *vl_new_double(vl_call *call, double value);
vl_value *vl_new_text(vl_call *call, const char *text);
vl_value *vl_new_text_of(vl_call *call, const char *text, size_t size);
vl_value *vl_new_bytes(vl_call *call, const void *data, size_t size);
vl_value *vl_new_list(vl_call *call);
vl_value *vl_new_map(vl_call *call);
void vl_push(vl_call *call, vl_value *list, vl_value *item);
void vl_put(vl_call *call, vl_value *map, const char *name, vl_value *item);

void vl_return(vl_call *call, vl_value *value);
void vl_return_bool(vl_call *call, bool value);
void vl_return_int(vl_call *call, int64_t value);
void vl_return_text(vl_call *call, const char *text);
void vl_return_bytes(vl_call *call, const void *data, size_t size);

/* End the call with an error. `vl_fail` does not return; `vl_error` does, for code with destructors. */
void vl_error(vl_call *call, const char *kind, const char *message);
#ifdef __cplusplus
[[noreturn]] void vl_fail(vl_call *call, const char *kind, const char *message);
}
#else
_Noreturn void vl_fail(vl_call *call, const char *kind, const char *message);
#endif

#endif
