#include "room.h"

#include <stdlib.h>
#include <string.h>

struct member {
    bool here;
    char name[128];
    char said[512];
};

struct room {
    struct member members[ROOM_MOST_JOINS];
    int joins;
    int last;
};

static bool is_here(const struct room *room, int number)
{
    return number >= 0 && number < room->joins && room->members[number].here;
}

struct room *room_new(void)
{
    struct room *room = calloc(1, sizeof *room);
    room->last = -1;
    return room;
}

void room_free(struct room *room)
{
    for (int i = 0; i < room->joins; i++)
        room_leave(room, i);
    free(room);
}

int room_join(struct room *room, const char *name)
{
    if (room->joins == ROOM_MOST_JOINS)
        return -1;
    struct member *member = &room->members[room->joins];
    member->here = true;
    strncpy(member->name, name, sizeof member->name);
    return room->joins++;
}

void room_say(struct room *room, int number, const char *text)
{
    if (!is_here(room, number))
        return;
    strncpy(room->members[number].said, text, sizeof room->members[number].said);
    room->last = number;
}

const char *room_said(const struct room *room, int number)
{
    return is_here(room, number) ? room->members[number].said : "";
}

const char *room_last_speaker(const struct room *room)
{
    return is_here(room, room->last) ? room->members[room->last].name : "";
}

bool room_leave(struct room *room, int number)
{
    if (!is_here(room, number))
        return false;
    memset(&room->members[number], 0, sizeof room->members[number]);
    return true;
}

int room_present(const struct room *room)
{
    int present = 0;
    for (int i = 0; i < room->joins; i++)
        present += room->members[i].here;
    return present;
}
