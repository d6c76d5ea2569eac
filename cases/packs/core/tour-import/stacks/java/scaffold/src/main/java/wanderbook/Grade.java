package wanderbook;

/** How hard a tour is. */
enum Grade {
    EASY,
    MODERATE,
    HARD
}
