# What differs between installations.
module Settings
  SITE_URL = "https://desk.fernwood.example"
  PEOPLE = "data/people.txt"
end
