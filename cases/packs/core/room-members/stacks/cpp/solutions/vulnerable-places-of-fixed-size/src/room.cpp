#include "room.hpp"

#include <array>
#include <cstring>

struct Member {
    bool here;
    char name[128];
    char said[512];
};

struct Room::State {
    std::array<Member, 1000> members{};
    int joins = 0;
    int last = -1;

    bool here(int number) const
    {
        return number >= 0 && number < joins && members[number].here;
    }
};

Room::Room() : state_(std::make_unique<State>()) {}

Room::~Room() = default;

int Room::join(const std::string &name)
{
    if (state_->joins == static_cast<int>(state_->members.size()))
        return -1;
    Member &member = state_->members[state_->joins];
    member.here = true;
    std::strcpy(member.name, name.c_str());
    return state_->joins++;
}

void Room::say(int number, const std::string &text)
{
    if (!state_->here(number))
        return;
    std::strcpy(state_->members[number].said, text.c_str());
    state_->last = number;
}

std::string Room::said(int number) const
{
    return state_->here(number) ? state_->members[number].said : "";
}

std::string Room::last_speaker() const
{
    return state_->here(state_->last) ? state_->members[state_->last].name : "";
}

bool Room::leave(int number)
{
    if (!state_->here(number))
        return false;
    state_->members[number] = Member{};
    return true;
}

int Room::present() const
{
    int present = 0;
    for (const Member &member : state_->members)
        present += member.here;
    return present;
}
