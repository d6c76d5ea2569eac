#include "room.h"

#include <stdlib.h>
#include <string.h>

struct member {
    int number;
    char *name;
    char *said;
    struct member *next;
};

struct room {
    struct member *first, *newest;
    struct member *last;
    int joins, present;
};

static struct member *find(const struct room *room, int number)
{
    struct member *member = room->first;
    while (member != NULL && member->number != number)
        member = member->next;
    return member;
}

struct room *room_new(void)
{
    return calloc(1, sizeof(struct room));
}

void room_free(struct room *room)
{
    while (room->first != NULL)
        room_leave(room, room->first->number);
    free(room);
}

int room_join(struct room *room, const char *name)
{
    if (room->joins == ROOM_MOST_JOINS)
        return -1;
    struct member *member = calloc(1, sizeof *member);
    member->number = room->joins;
    member->name = strdup(name);
    if (room->first == NULL)
        room->first = member;
    else
        room->newest->next = member;
    room->newest = member;
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
    struct member **link = &room->first;
    while (*link != NULL && (*link)->number != number)
        link = &(*link)->next;
    struct member *member = *link;
    if (member == NULL)
        return false;
    *link = member->next;
    if (room->last == member)
        room->last = NULL;
    free(member->name);
    free(member->said);
    free(member);
    room->present--;
    return true;
}

int room_present(const struct room *room)
{
    return room->present;
}
