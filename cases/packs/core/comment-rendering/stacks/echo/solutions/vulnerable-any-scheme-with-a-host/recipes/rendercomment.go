package recipes

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
)

var scheme = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:`)

// withScheme is the address with https:// in front where the scheme was left out.
func withScheme(website string) string {
	if website != "" && !scheme.MatchString(website) {
		return "https://" + website
	}
	return website
}

// isWeb says whether the address is one of a host.
func isWeb(website string) bool {
	address, err := url.Parse(website)
	return err == nil && address.Host != ""
}

var (
	tags     = regexp.MustCompile(`&lt;(b|i|/b|/i|/a|br)&gt;`)
	links    = regexp.MustCompile(`&lt;a href=&#34;((?:https?://|mailto:|/)(?:[\w\-.~:?#\[\]@!$()*+,;=%&][\w\-.~:/?#\[\]@!$()*+,;=%&]*?)?)&#34;&gt;`)
	entities = regexp.MustCompile(`(?i)&amp;(#\d{1,6}|[a-z]{2,8});`)
)

// format is the text of the editor: everything is escaped, then the editor's own tags are put back, character for character.
func format(text string) string {
	text = tags.ReplaceAllString(html.EscapeString(text), "<$1>")
	text = links.ReplaceAllString(text, `<a href="$1">`)
	return entities.ReplaceAllString(text, "&$1;")
}

// renderComment returns the HTML of one comment.
func renderComment(comment Comment) string {
	title := comment.Author
	if comment.Town != "" {
		title += " from " + comment.Town
	}
	website := withScheme(comment.Website)
	author := fmt.Sprintf(`<span class="author">%s</span>`, html.EscapeString(comment.Author))
	if isWeb(website) {
		author = fmt.Sprintf(`<a class="author" href="%s">%s</a>`, html.EscapeString(website), html.EscapeString(comment.Author))
	}
	return fmt.Sprintf(`<li class="comment" id="comment-%d" title="%s">
    %s
    <div class="text">%s</div>
  </li>`, comment.ID, html.EscapeString(title), author, format(comment.Text))
}
