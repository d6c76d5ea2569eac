/* build [--main] [-IFOLDER] [-lm] SOURCE...: compiles C (.c) and C++ (.cc, .cpp, .cxx) with sanitizers and links them
 * with the driver to .build/program in the working folder. --main: the sources bring a `main` of their own (http, cli).
 * build ROOT/include/cpp.h precompiles that header, once, while the toolchain is installed.
 * What the compiler says goes to stderr. Exit 0: built; 1: not. Started by its full path: siblings are found by it. */
#define _GNU_SOURCE
#include <errno.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_SOURCES 32
#define MOST_WORDS 128

static const char *const ALWAYS[] = {
    "-O0", "-g1", "-fno-omit-frame-pointer", "-fPIE", "-fmax-errors=8", "-fdiagnostics-color=never", "-pipe",
    "-fsanitize=address,bounds,vla-bound,signed-integer-overflow", "-fno-sanitize-recover=bounds,vla-bound",
    "-fsanitize-recover=signed-integer-overflow", "--param=use-after-scope-direct-emission-threshold=1048576",
    "-Wno-overflow", NULL};

/* Words of assembler text that a compiler does not write for honest code. */
static const char *const FORBIDDEN[] = {
    "@gnu_indirect_function", ".preinit_array", ".incbin", "__sanitizer_", "__interceptor_", "__asan_set_",
    "__asan_unpoison_", "__asan_poison_", "__asan_default_options", "__asan_on_error", "__ubsan_on_",
    "__ubsan_default_options", "__lsan_", "dlsym", "dlvsym", "dlopen", "dlmopen"};

static char root[4096];

static void die(const char *what, const char *which)
{
    fprintf(stderr, "%s%s\n", what, which);
    exit(1);
}

static bool ends_with(const char *text, const char *ending)
{
    size_t size = strlen(text), want = strlen(ending);
    return size >= want && strcmp(text + size - want, ending) == 0;
}

static bool is_cpp(const char *source)
{
    return ends_with(source, "/cpp.h") || ends_with(source, ".cpp") || ends_with(source, ".cc") || ends_with(source, ".cxx");
}

static char *joined(const char *first, const char *second)
{
    char *text = NULL;
    if (asprintf(&text, "%s%s", first, second) < 0)
        die("no memory", "");
    return text;
}

static pid_t begin(char *const argv[])
{
    pid_t pid = fork();
    if (pid == 0) {
        execv(argv[0], argv);
        fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    return pid;
}

static bool ended_well(pid_t pid)
{
    int status = 0;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static pid_t compile(const char *source, const char *assembler, char *const *options)
{
    char *argv[MOST_WORDS];
    int count = 0;
    bool cpp = is_cpp(source);
    argv[count++] = cpp ? "/usr/bin/g++" : "/usr/bin/gcc";
    argv[count++] = cpp ? "-std=gnu++17" : "-std=gnu17";
    for (int index = 0; ALWAYS[index] != NULL; index++)
        argv[count++] = (char *)ALWAYS[index];
    argv[count++] = cpp ? "-Winvalid-pch" : "-Werror=implicit-function-declaration";
    for (; *options != NULL; options++)
        if (strncmp(*options, "-I", 2) == 0)
            argv[count++] = *options;
    argv[count++] = joined("-I", joined(root, "/include"));
    if (ends_with(source, ".h")) {
        argv[count++] = "-xc++-header";
    } else {
        argv[count++] = "-S";
        argv[count++] = "-include";
        argv[count++] = joined(root, cpp ? "/include/cpp.h" : "/include/guard.h");
    }
    argv[count++] = "-o";
    argv[count++] = (char *)assembler;
    argv[count++] = (char *)source;
    argv[count] = NULL;
    return begin(argv);
}

static bool is_text(const char *line)
{
    return strncmp(line, "\t.string", 8) == 0 || strncmp(line, "\t.ascii", 7) == 0 || strncmp(line, "\t.file", 6) == 0 ||
           strncmp(line, "\t.base64", 8) == 0;
}

/* The compiler marks what was written in assembler; nothing in it would be watched. */
static void inspect(const char *assembler, const char *source)
{
    FILE *lines = fopen(assembler, "re");
    char *line = NULL;
    size_t room = 0;
    bool inline_assembler = false;
    if (lines == NULL)
        die(source, ": not compiled");
    while (getline(&line, &room, lines) > 0) {
        if (strncmp(line, "#NO_APP", 7) == 0)
            inline_assembler = false;
        else if (strncmp(line, "#APP", 4) == 0)
            inline_assembler = true;
        else if (inline_assembler && line[strspn(line, " \t\n")] != '\0' && line[0] != '#' && line[0] != '/')
            die(source, ": inline assembler is not accepted: the sanitizers do not see it");
        else if (!is_text(line))
            for (size_t index = 0; index < sizeof FORBIDDEN / sizeof *FORBIDDEN; index++)
                if (strstr(line, FORBIDDEN[index]) != NULL)
                    die(source, joined(": not accepted, since the sanitizers would not see everything: ", FORBIDDEN[index]));
    }
    free(line);
    fclose(lines);
}

static bool assemble_and_link(char *const *assemblers, int count, char *const *options, bool cpp, bool own_main)
{
    char *argv[MOST_WORDS];
    int words = 0;
    argv[words++] = cpp ? "/usr/bin/g++" : "/usr/bin/gcc";
    for (int index = 0; index < count; index++)
        argv[words++] = assemblers[index];
    argv[words++] = joined(root, "/lib/report.o");
    argv[words++] = joined(root, "/lib/strings.o");
    if (!own_main) {
        argv[words++] = joined(root, "/lib/driver.o");
        if (cpp)
            argv[words++] = joined(root, "/lib/calls.o");
    }
    argv[words++] = "-fsanitize=address";
    argv[words++] = "-pie";
    argv[words++] = LINKER;
    argv[words++] = "-o";
    argv[words++] = ".build/program";
    for (; *options != NULL; options++)
        if (strncmp(*options, "-l", 2) == 0)
            argv[words++] = *options;
    argv[words] = NULL;
    return ended_well(begin(argv));
}

int main(int count, char **arguments)
{
    char *sources[MOST_SOURCES], *assemblers[MOST_SOURCES], *options[MOST_WORDS];
    pid_t compilers[MOST_SOURCES];
    int source_count = 0, option_count = 0;
    bool cpp = false, own_main = false, well = true;
    snprintf(root, sizeof root, "%s", arguments[0]);
    snprintf(root, sizeof root, "%s", dirname(dirname(strdup(root))));
    for (int index = 1; index < count; index++) {
        if (strcmp(arguments[index], "--main") == 0)
            own_main = true;
        else if (arguments[index][0] == '-' && option_count < MOST_WORDS / 2)
            options[option_count++] = arguments[index];
        else if (source_count < MOST_SOURCES)
            sources[source_count++] = arguments[index];
    }
    options[option_count] = NULL;
    if (source_count == 1 && ends_with(sources[0], "/cpp.h"))
        return ended_well(compile(sources[0], joined(sources[0], ".gch"), options)) ? 0 : 1;
    if (mkdir(".build", 0755) != 0 && errno != EEXIST)
        die("no folder .build: ", strerror(errno));
    for (int index = 0; index < source_count; index++) {
        if (asprintf(&assemblers[index], ".build/%d.s", index) < 0)
            die("no memory", "");
        compilers[index] = compile(sources[index], assemblers[index], options);
        cpp = cpp || is_cpp(sources[index]);
    }
    for (int index = 0; index < source_count; index++)
        well = ended_well(compilers[index]) && well;
    if (!well)
        return 1;
    for (int index = 0; index < source_count; index++)
        inspect(assemblers[index], sources[index]);
    well = assemble_and_link(assemblers, source_count, options, cpp, own_main);
    for (int index = 0; index < source_count; index++)
        unlink(assemblers[index]);
    return well ? 0 : 1;
}
