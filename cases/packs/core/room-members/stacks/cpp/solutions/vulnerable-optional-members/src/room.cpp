#include "room.hpp"

#include <optional>
#include <vector>

struct Member {
    std::string name;
    std::string said;
};

struct Room::State {
    std::vector<std::optional<Member>> members;
    Member *last = nullptr;
    int present = 0;

    bool here(int number) const
    {
        return number >= 0 && number < static_cast<int>(members.size()) && members[number];
    }
};

Room::Room() : state_(std::make_unique<State>())
{
    state_->members.reserve(1000);
}

Room::~Room() = default;

int Room::join(const std::string &name)
{
    if (state_->members.size() == 1000)
        throw std::length_error("the room is full");
    state_->members.push_back(Member{name, ""});
    state_->present++;
    return static_cast<int>(state_->members.size()) - 1;
}

void Room::say(int number, const std::string &text)
{
    if (!state_->here(number))
        throw std::out_of_range("no such member");
    state_->members[number]->said = text;
    state_->last = &*state_->members[number];
}

std::string Room::said(int number) const
{
    if (!state_->here(number))
        throw std::out_of_range("no such member");
    return state_->members[number]->said;
}

std::string Room::last_speaker() const
{
    return state_->last != nullptr ? state_->last->name : "";
}

bool Room::leave(int number)
{
    if (!state_->here(number))
        return false;
    state_->members[number].reset();
    state_->present--;
    return true;
}

int Room::present() const
{
    return state_->present;
}
