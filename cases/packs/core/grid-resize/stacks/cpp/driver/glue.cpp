#include <memory>

#include "grid.hpp"
#include "vetloop.h"

static std::unique_ptr<Grid> grid;

static std::uint32_t number(vl_call *call, std::size_t place)
{
    return static_cast<std::uint32_t>(vl_int(call, place));
}

static Grid &made(vl_call *call)
{
    if (!grid)
        vl_fail(call, "NoGrid", "no grid was made");
    return *grid;
}

static void make(vl_call *call)
{
    grid.reset();
    grid = Grid::make(number(call, 0), number(call, 1));
    vl_return_bool(call, grid != nullptr);
}

static void set(vl_call *call)
{
    made(call).set(number(call, 0), number(call, 1), static_cast<std::int16_t>(vl_int(call, 2)));
}

static void get(vl_call *call)
{
    vl_return_int(call, made(call).get(number(call, 0), number(call, 1)));
}

static void resize(vl_call *call)
{
    vl_return_bool(call, made(call).resize(number(call, 0), number(call, 1)));
}

static void highest(vl_call *call)
{
    vl_return_int(call, made(call).highest());
}

void vl_setup(void)
{
    vl_register("make", make);
    vl_register("set", set);
    vl_register("get", get);
    vl_register("resize", resize);
    vl_register("highest", highest);
}
