#include "room.h"

#include <stdlib.h>
#include <string.h>

struct member {
    char *name;
    char *said;
};

struct room {
    struct member *members[ROOM_MOST_JOINS];
    int joins, present;
    struct member *last, *before;
};

static struct member *find(const struct room *room, int number)
{
    return number >= 0 && number < room->joins ? room->members[number] : NULL;
}

static void release(struct member *member)
{
    if (member == NULL)
        return;
    free(member->name);
    free(member->said);
    free(member);
}

struct room *room_new(void)
{
    return calloc(1, sizeof(struct room));
}

void room_free(struct room *room)
{
    for (int i = 0; i < room->joins; i++)
        release(room->members[i]);
    free(room);
}

int room_join(struct room *room, const char *name)
{
    if (room->joins == ROOM_MOST_JOINS)
        return -1;
    struct member *member = calloc(1, sizeof *member);
    member->name = strdup(name);
    room->members[room->joins] = member;
    room->present++;
    return room->joins++;
}

void room_say(struct room *room, int number, const char *text)
{
    struct member *member = find(room, number);
    if (member == NULL)
        return;
    free(member->said);
    member->said = strdup(text);
    if (room->last != member)
        room->before = room->last;
    room->last = member;
}

const char *room_said(const struct room *room, int number)
{
    struct member *member = find(room, number);
    return member != NULL && member->said != NULL ? member->said : "";
}

const char *room_last_speaker(const struct room *room)
{
    return room->last != NULL ? room->last->name : "";
}

bool room_leave(struct room *room, int number)
{
    struct member *member = find(room, number);
    if (member == NULL)
        return false;
    if (room->last == member)
        room->last = room->before;
    room->members[number] = NULL;
    room->present--;
    release(member);
    return true;
}

int room_present(const struct room *room)
{
    return room->present;
}
