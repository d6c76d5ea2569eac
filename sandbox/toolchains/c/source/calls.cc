// Linked to C++ programs: an exception that leaves a function becomes the call's error, named by its type.
#include "vetloop.h"

#include <cxxabi.h>
#include <cstdlib>
#include <cstring>
#include <exception>

extern "C" void vl_invoke(vl_function function, vl_call *call)
{
    const char *message = "";
    try {
        function(call);
        return;
    } catch (const std::exception &error) {
        message = error.what();
        const std::type_info *type = abi::__cxa_current_exception_type();
        char *name = type != nullptr ? abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr) : nullptr;
        const char *last = name != nullptr ? std::strrchr(name, ':') : nullptr;
        vl_error(call, last != nullptr ? last + 1 : name != nullptr ? name : "exception", message);
        std::free(name);
    } catch (...) {
        vl_error(call, "exception", "something that is no std::exception was thrown");
    }
}
