#include "room.hpp"

#include <vector>

struct Member {
    std::string name;
    std::string said;
    bool here = true;
};

struct Room::State {
    std::vector<Member> members;
    const Member *last = nullptr;
    int present = 0;

    State() { members.reserve(1000); }  // so that members never move

    Member *find(int number)
    {
        if (number < 0 || number >= static_cast<int>(members.size()) || !members[number].here)
            return nullptr;
        return &members[number];
    }
};

Room::Room() : state_(std::make_unique<State>()) {}

Room::~Room() = default;

int Room::join(const std::string &name)
{
    state_->members.push_back({name, "", true});
    state_->present++;
    return static_cast<int>(state_->members.size()) - 1;
}

void Room::say(int number, const std::string &text)
{
    if (Member *member = state_->find(number)) {
        member->said = text;
        state_->last = member;
    }
}

std::string Room::said(int number) const
{
    const Member *member = state_->find(number);
    return member ? member->said : "";
}

std::string Room::last_speaker() const
{
    return state_->last ? state_->last->name : "";
}

bool Room::leave(int number)
{
    Member *member = state_->find(number);
    if (!member)
        return false;
    if (state_->last == member)
        state_->last = nullptr;
    *member = {"", "", false};
    state_->present--;
    return true;
}

int Room::present() const
{
    return state_->present;
}
