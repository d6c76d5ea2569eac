#include "room.hpp"

#include <map>

struct Member {
    std::string name;
    std::string said;
};

struct Room::State {
    std::map<int, Member> members;
    int joins = 0;
    const Member *last = nullptr;
    const Member *before = nullptr;
};

Room::Room() : state_(std::make_unique<State>()) {}

Room::~Room() = default;

int Room::join(const std::string &name)
{
    state_->members[state_->joins].name = name;
    return state_->joins++;
}

void Room::say(int number, const std::string &text)
{
    auto found = state_->members.find(number);
    if (found == state_->members.end())
        return;
    found->second.said = text;
    if (state_->last != &found->second)
        state_->before = state_->last;
    state_->last = &found->second;
}

std::string Room::said(int number) const
{
    auto found = state_->members.find(number);
    return found != state_->members.end() ? found->second.said : "";
}

std::string Room::last_speaker() const
{
    return state_->last != nullptr ? state_->last->name : "";
}

bool Room::leave(int number)
{
    auto found = state_->members.find(number);
    if (found == state_->members.end())
        return false;
    if (state_->last == &found->second)
        state_->last = state_->before;
    state_->members.erase(found);
    return true;
}

int Room::present() const
{
    return static_cast<int>(state_->members.size());
}
