#include "grid.h"
#include "vetloop.h"

static struct grid *grid;

static void make(vl_call *call)
{
    uint32_t columns = (uint32_t)vl_int(call, 0), rows = (uint32_t)vl_int(call, 1);
    grid_free(grid);
    grid = grid_new(columns, rows);
    vl_return_bool(call, grid != NULL);
}

static struct grid *made(vl_call *call)
{
    if (grid == NULL)
        vl_fail(call, "NoGrid", "no grid was made");
    return grid;
}

static void set(vl_call *call)
{
    grid_set(made(call), (uint32_t)vl_int(call, 0), (uint32_t)vl_int(call, 1), (int16_t)vl_int(call, 2));
}

static void get(vl_call *call)
{
    vl_return_int(call, grid_get(made(call), (uint32_t)vl_int(call, 0), (uint32_t)vl_int(call, 1)));
}

static void resize(vl_call *call)
{
    vl_return_bool(call, grid_resize(made(call), (uint32_t)vl_int(call, 0), (uint32_t)vl_int(call, 1)));
}

static void highest(vl_call *call)
{
    vl_return_int(call, grid_highest(made(call)));
}

void vl_setup(void)
{
    vl_register("make", make);
    vl_register("set", set);
    vl_register("get", get);
    vl_register("resize", resize);
    vl_register("highest", highest);
}
