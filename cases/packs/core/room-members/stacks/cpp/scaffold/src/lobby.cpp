#include "lobby.hpp"

std::string lobby_line(const Room &room)
{
    return std::to_string(room.present()) + " here, last heard: " + room.last_speaker();
}
