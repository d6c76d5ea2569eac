#include "room.hpp"

#include <unordered_map>

struct Member {
    std::string name;
    std::string said;
};

struct Room::State {
    std::unordered_map<int, Member> members;
    int joins = 0;
    int last = -1;
};

Room::Room() : state_(std::make_unique<State>()) {}

Room::~Room() = default;

int Room::join(const std::string &name)
{
    state_->members.emplace(state_->joins, Member{name, ""});
    return ++state_->joins;
}

void Room::say(int number, const std::string &text)
{
    auto found = state_->members.find(number);
    if (found == state_->members.end())
        return;
    found->second.said = text;
    state_->last = number;
}

std::string Room::said(int number) const
{
    auto found = state_->members.find(number);
    return found != state_->members.end() ? found->second.said : "";
}

std::string Room::last_speaker() const
{
    auto found = state_->members.find(state_->last);
    return found != state_->members.end() ? found->second.name : "";
}

bool Room::leave(int number)
{
    return state_->members.erase(number) == 1;
}

int Room::present() const
{
    return static_cast<int>(state_->members.size());
}
