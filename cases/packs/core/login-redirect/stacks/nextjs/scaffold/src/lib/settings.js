// What differs between installations.
export const SITE_URL = 'https://desk.fernwood.example';
export const PEOPLE = 'data/people.txt';
