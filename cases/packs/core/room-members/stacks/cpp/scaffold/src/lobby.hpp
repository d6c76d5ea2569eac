#pragma once

#include <string>

#include "room.hpp"

// The room's line of the lobby.
std::string lobby_line(const Room &room);
