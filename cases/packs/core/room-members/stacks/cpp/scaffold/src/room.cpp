#include "room.hpp"

// to be done
struct Room::State {};

Room::Room() : state_(std::make_unique<State>()) {}

Room::~Room() = default;

int Room::join(const std::string &)
{
    return -1;
}

void Room::say(int, const std::string &) {}

std::string Room::said(int) const
{
    return "";
}

std::string Room::last_speaker() const
{
    return "";
}

bool Room::leave(int)
{
    return false;
}

int Room::present() const
{
    return 0;
}
