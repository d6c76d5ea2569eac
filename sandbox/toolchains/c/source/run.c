/* run [ARGUMENT...]: becomes .build/program, at fixed addresses: AddressSanitizer's shadow memory collides with the
 * random places that some kernels give to libraries, and the same submission must end the same way every time. */
#include <stdio.h>
#include <sys/personality.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    (void)count;
    personality(ADDR_NO_RANDOMIZE);
    arguments[0] = ".build/program";
    execv(arguments[0], arguments);
    perror("no .build/program");
    return 127;
}
