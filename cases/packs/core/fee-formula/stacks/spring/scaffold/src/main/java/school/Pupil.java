package school;

/** Somebody who learns an instrument. */
public record Pupil(String name, double base, double lessons, double age, double years) {}
