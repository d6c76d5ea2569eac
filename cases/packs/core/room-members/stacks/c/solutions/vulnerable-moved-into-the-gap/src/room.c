#include "room.h"

#include <stdlib.h>
#include <string.h>

struct member {
    int number;
    char *name;
    char *said;
};

struct room {
    struct member members[ROOM_MOST_JOINS];
    int present, joins;
    struct member *last;
};

static struct member *find(const struct room *room, int number)
{
    for (int i = 0; i < room->present; i++)
        if (room->members[i].number == number)
            return (struct member *)&room->members[i];
    return NULL;
}

struct room *room_new(void)
{
    return calloc(1, sizeof(struct room));
}

void room_free(struct room *room)
{
    for (int i = 0; i < room->present; i++) {
        free(room->members[i].name);
        free(room->members[i].said);
    }
    free(room);
}

int room_join(struct room *room, const char *name)
{
    if (room->joins == ROOM_MOST_JOINS)
        return -1;
    struct member *member = &room->members[room->present++];
    member->number = room->joins++;
    member->name = strdup(name);
    member->said = NULL;
    return member->number;
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
    *member = room->members[--room->present];
    return true;
}

int room_present(const struct room *room)
{
    return room->present;
}
