#include "room.h"

#include <stdlib.h>
#include <string.h>

struct member {
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
    if (number < 0 || number >= room->joins || room->members[number].name == NULL)
        return NULL;
    return &room->members[number];
}

struct room *room_new(void)
{
    struct room *room = calloc(1, sizeof *room);
    if (room == NULL)
        return NULL;
    room->space = ROOM_MOST_JOINS;
    room->members = calloc(room->space, sizeof *room->members);
    if (room->members == NULL) {
        free(room);
        return NULL;
    }
    return room;
}

void room_free(struct room *room)
{
    for (int i = 0; i < room->joins; i++) {
        free(room->members[i].name);
        free(room->members[i].said);
    }
    free(room->members);
    free(room);
}

int room_join(struct room *room, const char *name)
{
    if (room->joins == room->space) {
        struct member *members = realloc(room->members, 2 * room->space * sizeof *members);
        if (members == NULL)
            return -1;
        room->members = members;
        room->space *= 2;
    }
    struct member *member = &room->members[room->joins];
    member->name = strdup(name);
    member->said = NULL;
    if (member->name == NULL)
        return -1;
    room->present++;
    return room->joins++;
}

void room_say(struct room *room, int number, const char *text)
{
    struct member *member = find(room, number);
    if (member == NULL)
        return;
    char *said = strdup(text);
    if (said == NULL)
        return;
    free(member->said);
    member->said = said;
    room->last = member;
}

const char *room_said(const struct room *room, int number)
{
    const struct member *member = find(room, number);
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
    room->present--;
    return true;
}

int room_present(const struct room *room)
{
    return room->present;
}
