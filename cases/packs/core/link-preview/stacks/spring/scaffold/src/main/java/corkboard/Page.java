package corkboard;

/** A page of the web: the address where it was found, and its text. */
public record Page(String url, String html) {}
