package club;

/** Writes letters from templates. */
final class Letters {
    private Letters() {}

    /** The letter to a member; BadTemplate if the template is not well-formed. */
    static String write(String template, Member member) {
        throw new UnsupportedOperationException();
    }
}
