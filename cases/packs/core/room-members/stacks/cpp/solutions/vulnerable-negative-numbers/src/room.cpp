#include "room.hpp"

#include <vector>

struct Member {
    std::string name;
    std::string said;
};

struct Room::State {
    std::vector<std::shared_ptr<Member>> members;
    std::weak_ptr<Member> last;
    int present = 0;

    std::shared_ptr<Member> find(int number) const
    {
        return number < static_cast<int>(members.size()) ? members[number] : nullptr;
    }
};

Room::Room() : state_(std::make_unique<State>()) {}

Room::~Room() = default;

int Room::join(const std::string &name)
{
    auto member = std::make_shared<Member>();
    member->name = name;
    state_->members.push_back(member);
    state_->present++;
    return static_cast<int>(state_->members.size()) - 1;
}

void Room::say(int number, const std::string &text)
{
    if (auto member = state_->find(number)) {
        member->said = text;
        state_->last = member;
    }
}

std::string Room::said(int number) const
{
    auto member = state_->find(number);
    return member ? member->said : "";
}

std::string Room::last_speaker() const
{
    auto member = state_->last.lock();
    return member ? member->name : "";
}

bool Room::leave(int number)
{
    if (!state_->find(number))
        return false;
    state_->members[number].reset();
    state_->present--;
    return true;
}

int Room::present() const
{
    return state_->present;
}
