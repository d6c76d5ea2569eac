/* Functions of the C library that AddressSanitizer does not watch everywhere, written out and compiled with its checks.
 * The program's own definitions come before the library's. */
#include <stddef.h>

void *mempcpy(void *to, const void *from, size_t size)
{
    char *put = to;
    for (const char *get = from; size > 0; size--)
        *put++ = *get++;
    return put;
}

void *memccpy(void *to, const void *from, int last, size_t size)
{
    unsigned char *put = to;
    for (const unsigned char *get = from; size > 0; size--)
        if ((*put++ = *get++) == (unsigned char)last)
            return put;
    return NULL;
}

char *stpcpy(char *to, const char *from)
{
    while ((*to = *from++) != '\0')
        to++;
    return to;
}

char *stpncpy(char *to, const char *from, size_t size)
{
    for (; size > 0 && *from != '\0'; size--)
        *to++ = *from++;
    char *end = to;
    for (; size > 0; size--)
        *to++ = '\0';
    return end;
}

void bcopy(const void *from, void *to, size_t size)
{
    const char *get = from;
    char *put = to;
    if (get < put)
        while (size-- > 0)
            put[size] = get[size];
    else
        for (; size > 0; size--)
            *put++ = *get++;
}
