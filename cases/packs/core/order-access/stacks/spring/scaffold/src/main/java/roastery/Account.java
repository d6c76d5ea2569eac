package roastery;

/** Somebody who can log in; {@code role} is {@code customer} or {@code support}. */
public record Account(long id, String name, String role) {}
