#include "room.hpp"

#include <vector>

struct Member {
    std::string name;
    std::string said;
};

struct Room::State {
    std::vector<Member *> members;
    std::vector<bool> here;
    int last = -1;

    bool here_is(int number) const
    {
        return known(number) && here[number];
    }

    bool known(int number) const
    {
        return number >= 0 && number < static_cast<int>(members.size());
    }
};

Room::Room() : state_(std::make_unique<State>()) {}

Room::~Room()
{
    for (std::size_t i = 0; i < state_->members.size(); i++)
        if (state_->here[i])
            delete state_->members[i];
}

int Room::join(const std::string &name)
{
    state_->members.push_back(new Member{name, ""});
    state_->here.push_back(true);
    return static_cast<int>(state_->members.size()) - 1;
}

void Room::say(int number, const std::string &text)
{
    if (!state_->here_is(number))
        return;
    state_->members[number]->said = text;
    state_->last = number;
}

std::string Room::said(int number) const
{
    return state_->here_is(number) ? state_->members[number]->said : "";
}

std::string Room::last_speaker() const
{
    return state_->here_is(state_->last) ? state_->members[state_->last]->name : "";
}

bool Room::leave(int number)
{
    if (!state_->known(number))
        return false;
    delete state_->members[number];
    state_->here[number] = false;
    return true;
}

int Room::present() const
{
    int present = 0;
    for (bool here : state_->here)
        present += here;
    return present;
}
