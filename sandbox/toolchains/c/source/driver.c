/* The `call` driver for C and C++, linked to the submission and a stack's glue: listens on 127.0.0.1:$PORT, serves one
 * connection, one call at a time, frames of 4 bytes of length and JSON. It shares a process with the submission and is
 * trusted with nothing; whatever is odd ends the process, so that a corrupted one gives no answers. */
#include "values.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_FUNCTIONS 64
#define MOST_MESSAGE 10000

struct vl_call {
    const vl_value *arguments;
    vl_value *result;
    char *kind, *message;
    jmp_buf out;
};

static struct {
    const char *name;
    vl_function function;
} functions[MOST_FUNCTIONS];
static size_t function_count;

static _Noreturn void give_up(const char *words)
{
    dprintf(2, "driver: %s\n", words);
    _exit(70);
}

void vl_register(const char *name, vl_function function)
{
    if (function_count == MOST_FUNCTIONS)
        give_up("too many functions are registered");
    functions[function_count].name = name;
    functions[function_count++].function = function;
}

/* calls.cc, which is linked to C++, catches exceptions. */
__attribute__((weak)) void vl_invoke(vl_function function, vl_call *call)
{
    function(call);
}

static char *kept(const char *text)
{
    size_t size = text != NULL ? strnlen(text, MOST_MESSAGE) : 0;
    char *copy = take(size + 1);
    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

void vl_error(vl_call *call, const char *kind, const char *message)
{
    call->kind = kept(kind);
    call->message = kept(message);
}

void vl_fail(vl_call *call, const char *kind, const char *message)
{
    vl_error(call, kind, message);
    longjmp(call->out, 1);
}

void vl_return(vl_call *call, vl_value *value)
{
    call->result = value;
}

size_t vl_count(const vl_call *call)
{
    return call->arguments->count;
}

vl_value *vl_argument(vl_call *call, size_t number)
{
    if (number >= call->arguments->count)
        vl_fail(call, "TypeError", "too few arguments");
    return call->arguments->items[number];
}

static void read_exactly(int connection, void *data, size_t size)
{
    for (char *at = data; size > 0;) {
        ssize_t got = read(connection, at, size);
        if (got <= 0)
            _exit(0);
        at += got;
        size -= (size_t)got;
    }
}

static void send_frame(int connection, const struct buffer *out)
{
    uint32_t size = htonl((uint32_t)out->size);
    struct buffer frame = {0};
    append(&frame, (const char *)&size, sizeof size);
    append(&frame, out->data, out->size);
    for (size_t sent = 0; sent < frame.size;) {
        ssize_t wrote = send(connection, frame.data + sent, frame.size - sent, MSG_NOSIGNAL);
        if (wrote <= 0)
            _exit(0);
        sent += (size_t)wrote;
    }
    free(frame.data);
}

static vl_function registered(const char *name)
{
    for (size_t index = 0; index < function_count; index++)
        if (strcmp(functions[index].name, name) == 0)
            return functions[index].function;
    return NULL;
}

static void call_by_name(vl_call *call, const char *name)
{
    vl_function function = registered(name);
    if (function == NULL)
        vl_error(call, "UnknownFunction", name);
    else if (setjmp(call->out) == 0)
        vl_invoke(function, call);
}

static void begin_answer(struct buffer *out, int64_t id, const char *what)
{
    char head[64];
    out->size = 0;
    append(out, head, (size_t)snprintf(head, sizeof head, "{\"id\":%lld,\"%s\":", (long long)id, what));
}

static void write_error(struct buffer *out, int64_t id, const char *kind, const char *message)
{
    const char *texts[2] = {kind, message};
    begin_answer(out, id, "error");
    for (int part = 0; part < 2; part++) {
        size_t size = strlen(texts[part]);
        const char *shown = is_utf8(texts[part], size) ? texts[part] : "(not UTF-8)";
        append(out, part ? ",\"message\":" : "{\"kind\":", part ? 11 : 8);
        write_json(out, make_text(KIND_TEXT, shown, strlen(shown)), 0);
    }
    append(out, "}}", 2);
}

static void answer(int connection, const vl_value *request)
{
    vl_call call = {0};
    const vl_value *id = request->kind == KIND_MAP ? vl_field(&call, request, "id") : NULL;
    const vl_value *name = id != NULL ? vl_field(&call, request, "call") : NULL;
    call.arguments = name != NULL ? vl_field(&call, request, "args") : NULL;
    if (call.arguments == NULL || id->kind != KIND_INT || name->kind != KIND_TEXT || call.arguments->kind != KIND_LIST)
        give_up("a request is malformed");
    call_by_name(&call, name->data);
    struct buffer out = {0};
    if (call.kind == NULL) {
        begin_answer(&out, id->whole, "value");
        const char *problem = write_json(&out, call.result != NULL ? call.result : make_value(KIND_NULL), 0);
        append(&out, "}", 1);
        if (problem != NULL)
            write_error(&out, id->whole, strstr(problem, "UTF-8") != NULL ? "UnicodeError" : "ValueError", problem);
        else if (out.size > MOST_FRAME)
            write_error(&out, id->whole, "OverflowError", "the value is too large to be returned");
    } else {
        write_error(&out, id->whole, call.kind, call.message);
    }
    send_frame(connection, &out);
    free(out.data);
}

static int await_judge(void)
{
    const char *port = getenv("PORT");
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)atoi(port != NULL ? port : "0"));
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (server < 0 || bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 1) != 0)
        give_up("cannot listen on $PORT");
    int connection = accept(server, NULL, NULL);
    if (connection < 0)
        give_up("nobody connected");
    close(server);
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return connection;
}

int main(void)
{
    vl_setup();
    int connection = await_judge();
    struct buffer ready = {.data = (char[]){"{\"ready\":true}"}, .size = 14};
    send_frame(connection, &ready);
    for (;;) {
        uint32_t size = 0;
        read_exactly(connection, &size, sizeof size);
        size = ntohl(size);
        if (size > MOST_FRAME)
            give_up("a frame is too large");
        char *text = take(size + (size_t)1);
        const char *problem = NULL;
        read_exactly(connection, text, size);
        vl_value *request = parse_json(text, size, &problem);
        if (request == NULL)
            give_up(problem);
        answer(connection, request);
        release_all();
    }
}
