package recipes

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
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

// format is the text of the editor, without any other element.
func format(text string) string {
	var out strings.Builder
	tokens := xhtml.NewTokenizer(strings.NewReader(text))
	for {
		switch kind := tokens.Next(); kind {
		case xhtml.ErrorToken:
			return out.String()
		case xhtml.TextToken:
			out.WriteString(html.EscapeString(tokens.Token().Data))
		case xhtml.StartTagToken, xhtml.EndTagToken, xhtml.SelfClosingTagToken:
			raw := string(tokens.Raw())
			if slices.Contains([]string{"a", "b", "br", "i"}, tokens.Token().Data) {
				out.WriteString(raw)
			}
		}
	}
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
