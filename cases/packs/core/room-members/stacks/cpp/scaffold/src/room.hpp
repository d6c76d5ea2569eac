#pragma once

#include <memory>
#include <string>

class Room {
public:
    Room();
    ~Room();

    int join(const std::string &name);
    void say(int number, const std::string &text);
    std::string said(int number) const;
    std::string last_speaker() const;
    bool leave(int number);
    int present() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};
