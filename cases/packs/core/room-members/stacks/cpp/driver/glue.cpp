#include <memory>

#include "room.hpp"
#include "vetloop.h"

static std::unique_ptr<Room> room;

static void open_room(vl_call *)
{
    room = std::make_unique<Room>();
}

static void join(vl_call *call)
{
    vl_return_int(call, room->join(vl_text(call, 0)));
}

static void say(vl_call *call)
{
    room->say(static_cast<int>(vl_int(call, 0)), vl_text(call, 1));
}

static void said(vl_call *call)
{
    vl_return_text(call, room->said(static_cast<int>(vl_int(call, 0))).c_str());
}

static void last(vl_call *call)
{
    vl_return_text(call, room->last_speaker().c_str());
}

static void leave(vl_call *call)
{
    vl_return_bool(call, room->leave(static_cast<int>(vl_int(call, 0))));
}

static void present(vl_call *call)
{
    vl_return_int(call, room->present());
}

void vl_setup(void)
{
    vl_register("open", open_room);
    vl_register("join", join);
    vl_register("say", say);
    vl_register("said", said);
    vl_register("last", last);
    vl_register("leave", leave);
    vl_register("present", present);
}
