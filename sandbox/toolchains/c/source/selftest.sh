#!/bin/sh
# Builds a small program in C and one in C++, and sees that an overrun is reported and an exception is caught.
set -eu
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > overrun.c <<'C'
#include <stdlib.h>
int main(int count, char **words) { (void)words; char *memory = malloc(8); return memory[7 + count]; }
C
cat > fine.cpp <<'C'
#include <stdexcept>
#include <string>
#include <vector>
int main() { try { return std::vector<int>(3).at(4); } catch (const std::out_of_range &) { return 0; } }
C
"$here/build" --main overrun.c
"$here/run" 2> said && { echo "an overrun was not reported" >&2; exit 1; }
grep -q 'ERROR: AddressSanitizer: heap-buffer-overflow' said || { cat said >&2; exit 1; }
"$here/build" --main fine.cpp
"$here/run"
