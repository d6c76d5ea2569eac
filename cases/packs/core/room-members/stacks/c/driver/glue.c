#include "lobby.h"
#include "room.h"
#include "vetloop.h"

static struct room *room;

static void open_room(vl_call *call)
{
    (void)call;
    if (room != NULL)
        room_free(room);
    room = room_new();
}

static void join(vl_call *call)
{
    vl_return_int(call, room_join(room, vl_text(call, 0)));
}

static void say(vl_call *call)
{
    room_say(room, (int)vl_int(call, 0), vl_text(call, 1));
}

static void said(vl_call *call)
{
    vl_return_text(call, room_said(room, (int)vl_int(call, 0)));
}

static void last(vl_call *call)
{
    vl_return_text(call, room_last_speaker(room));
}

static void leave(vl_call *call)
{
    vl_return_bool(call, room_leave(room, (int)vl_int(call, 0)));
}

static void present(vl_call *call)
{
    vl_return_int(call, room_present(room));
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
