/* Linked into every program: what it has to do with the sanitizers. Runs before any code of the submission, holds the
 * report's way out, and answers the checks of -fsanitize=bounds,vla-bound,signed-integer-overflow itself.
 * Compiled without sanitizers. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REPORT_DESCRIPTOR 700
#define EXIT_REPORTED 86
#define MOST_NOTES 16

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#else
#error "no system call filter for this machine"
#endif

void __asan_init(void);
void __sanitizer_set_report_fd(void *descriptor);

/* Strong definitions: a submission that brings its own does not link. */
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1:max_allocation_size_mb=384:quarantine_size_mb=32:detect_leaks=0"
           ":abort_on_error=0:exitcode=86:max_malloc_fill_size=1048576:symbolize=0:print_legend=0:malloc_context_size=4:color=never"
           ":handle_segv=2:handle_sigbus=2:handle_sigfpe=2:handle_sigill=2:handle_abort=0"
           ":allow_user_segv_handler=0:use_sigaltstack=1:detect_stack_use_after_return=1:detect_odr_violation=0";
}

void __asan_on_error(void) {}

/* A program that starts another one, or makes memory executable, could leave its sanitised self behind. */
static void forbid_other_code(void)
{
#define DENY BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define NUMBER offsetof(struct seccomp_data, nr)
#define PROTECTION (offsetof(struct seccomp_data, args) + 2 * sizeof(uint64_t))
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
        DENY,
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NUMBER),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 6, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execveat, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_personality, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pkey_mprotect, 2, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        DENY,
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, PROTECTION),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        DENY,
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        dprintf(2, "the program cannot be started: no system call filter (%d)\n", errno);
        _exit(70);
    }
}

static void before_everything(void)
{
    __asan_init();
    if (getenv("ASAN_OPTIONS") != NULL) {
        dprintf(2, "the program cannot be started: ASAN_OPTIONS is set\n");
        _exit(70);
    }
    if (dup3(2, REPORT_DESCRIPTOR, O_CLOEXEC) == REPORT_DESCRIPTOR)
        __sanitizer_set_report_fd((void *)(intptr_t)REPORT_DESCRIPTOR);
    forbid_other_code();
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = before_everything;

/* What the compiler hands to the checks below (the layout of GCC and Clang). */
struct place {
    const char *file;
    uint32_t line, column;
};

struct type {
    uint16_t kind, details;
    char name[];
};

struct index_check {
    struct place place;
    const struct type *array, *index;
};

static _Noreturn void end_with(const char *kind, const struct place *place, const char *more, const char *name)
{
    dprintf(REPORT_DESCRIPTOR, "==%d==ERROR: UndefinedBehaviorSanitizer: %s %s:%u:%u%s%s\n", getpid(), kind,
            place->file, place->line, place->column, more, name);
    _exit(EXIT_REPORTED);
}

void __ubsan_handle_out_of_bounds_abort(struct index_check *check, uintptr_t index)
{
    char more[96];
    snprintf(more, sizeof more, ": index %jd in an array of type ", (intmax_t)index);
    end_with("index-out-of-bounds", &check->place, more, check->array->name);
}

void __ubsan_handle_vla_bound_not_positive_abort(struct place *place, uintptr_t bound)
{
    (void)bound;
    end_with("vla-bound-not-positive", place, ": an array's size is not positive", "");
}

/* Signed overflow alone is no evidence (many a hash relies on it): it wraps, and is noted for what follows from it. */
static void note(const struct place *place)
{
    static const struct place *noted[MOST_NOTES];
    for (int number = 0; number < MOST_NOTES; number++) {
        if (noted[number] == place)
            return;
        if (noted[number] == NULL) {
            noted[number] = place;
            dprintf(REPORT_DESCRIPTOR, "NOTE: signed-integer-overflow %s:%u:%u\n", place->file, place->line,
                    place->column);
            return;
        }
    }
}

void __ubsan_handle_add_overflow(struct place *place, uintptr_t left, uintptr_t right)
{
    (void)left, (void)right;
    note(place);
}

void __ubsan_handle_sub_overflow(struct place *place, uintptr_t left, uintptr_t right)
{
    (void)left, (void)right;
    note(place);
}

void __ubsan_handle_mul_overflow(struct place *place, uintptr_t left, uintptr_t right)
{
    (void)left, (void)right;
    note(place);
}

void __ubsan_handle_negate_overflow(struct place *place, uintptr_t value)
{
    (void)value;
    note(place);
}

void __ubsan_handle_divrem_overflow(struct place *place, uintptr_t left, uintptr_t right)
{
    (void)left, (void)right;
    note(place);
}
