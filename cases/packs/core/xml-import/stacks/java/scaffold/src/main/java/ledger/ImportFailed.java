package ledger;

/** The file is not imported; the text tells the supplier why. */
public class ImportFailed extends RuntimeException {
    public ImportFailed(String message) {
        super(message);
    }
}
