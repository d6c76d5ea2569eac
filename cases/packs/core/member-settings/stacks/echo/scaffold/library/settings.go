package library

// Address is where browsers reach the library.
const Address = "https://library.example"
