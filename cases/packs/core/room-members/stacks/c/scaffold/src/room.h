#ifndef ROOM_H
#define ROOM_H

#include <stdbool.h>

#define ROOM_MOST_JOINS 1000

struct room;

struct room *room_new(void);
void room_free(struct room *room);
int room_join(struct room *room, const char *name);
void room_say(struct room *room, int number, const char *text);
const char *room_said(const struct room *room, int number);
const char *room_last_speaker(const struct room *room);
bool room_leave(struct room *room, int number);
int room_present(const struct room *room);

#endif
