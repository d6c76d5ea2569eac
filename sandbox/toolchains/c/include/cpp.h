/* Included before every C++ source, precompiled: reading the library's headers takes longer than compiling most
 * submissions. What each source includes by itself it finds read already. */
#include <bits/c++config.h>
/* The members of std::string are compiled into the program, where they are watched, instead of taken from the library. */
#undef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE -1
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "guard.h"
