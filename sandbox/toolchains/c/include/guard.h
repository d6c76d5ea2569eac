/* Included before every source: a use of any of these words, made by macros or not, is a compiler error. They switch
 * the sanitizer off, reach into it, or fetch functions by a name that the build does not see. */
#pragma GCC poison no_sanitize __no_sanitize__ no_sanitize_address __no_sanitize_address__
#pragma GCC poison no_address_safety_analysis __no_address_safety_analysis__
#pragma GCC poison no_sanitize_undefined __no_sanitize_undefined__ ifunc __ifunc__ naked __naked__
#pragma GCC poison dlsym dlvsym dlopen dlmopen
