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

// isWeb says whether a browser takes the address for one of the web.
func isWeb(website string) bool {
	address, err := url.Parse(website)
	return err == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Host != ""
}

var tags = regexp.MustCompile(`<[^>]*>`)

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
  </li>`, comment.ID, html.EscapeString(title), author, html.EscapeString(html.UnescapeString(tags.ReplaceAllString(comment.Text, ""))))
}
