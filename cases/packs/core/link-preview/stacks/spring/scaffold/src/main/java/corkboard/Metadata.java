package corkboard;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Title and description of a page; empty texts where it has none. */
public record Metadata(String title, String description) {
    public static Metadata of(String html) {
        Document document = Jsoup.parse(html);
        String title = document.title();
        String description = document.select("meta[name=description]").attr("content").strip();
        return new Metadata(cut(title, 200), cut(description, 500));
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(most, text.length()));
    }
}
