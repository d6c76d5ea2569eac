#include "room.h"

#include <stdlib.h>
#include <string.h>

struct member {
    bool here;
    char *name;
    char *said;
};

struct room {
    struct member *members;
    int joins, space, present;
    struct member *last;
};

static struct member *find(const struct room *room, int number)
{
    return number >= 0 && number < room->joins && room->members[number].here ? &room->members[number] : NULL;
}

struct room *room_new(void)
{
    return calloc(1, sizeof(struct room));
}

void room_free(struct room *room)
{
    for (int i = 0; i < room->joins; i++)
        room_leave(room, i);
    free(room->members);
    free(room);
}

int room_join(struct room *room, const char *name)
{
    if (room->joins == ROOM_MOST_JOINS)
        return -1;
    if (room->joins == room->space) {
        int space = room->space == 0 ? 16 : 2 * room->space;
        struct member *members = realloc(room->members, space * sizeof *members);
        if (members == NULL)
            return -1;
        room->members = members;
        room->space = space;
    }
    room->members[room->joins] = (struct member){true, strdup(name), NULL};
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
        room->last = NULL;
    free(member->name);
    free(member->said);
    member->name = member->said = NULL;
    member->here = false;
    room->present--;
    return true;
}

int room_present(const struct room *room)
{
    return room->present;
}
