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

// mayLead says whether a link may go there: the web, mail, or a page of our own.
func mayLead(address string) bool {
	parts, err := url.Parse(address)
	if err != nil {
		return false
	}
	own := parts.Scheme == "" && parts.Host == "" && strings.HasPrefix(address, "/")
	return own || parts.Scheme == "http" || parts.Scheme == "https" || parts.Scheme == "mailto"
}

// format is the text of the editor, reduced to the editor's own elements.
func format(text string) string {
	var out strings.Builder
	tokens := xhtml.NewTokenizer(strings.NewReader(text))
	skipped := ""
	for {
		kind := tokens.Next()
		if kind == xhtml.ErrorToken {
			return out.String()
		}
		raw := string(tokens.Raw())
		token := tokens.Token()
		switch {
		case skipped != "":
			if kind == xhtml.EndTagToken && token.Data == skipped {
				skipped = ""
			}
		case kind == xhtml.TextToken:
			out.WriteString(raw)
		case kind == xhtml.StartTagToken && slices.Contains([]string{"script", "style"}, token.Data):
			skipped = token.Data
		case kind == xhtml.StartTagToken || kind == xhtml.SelfClosingTagToken:
			out.WriteString(start(token))
		case kind == xhtml.EndTagToken && slices.Contains([]string{"a", "b", "i"}, token.Data):
			out.WriteString("</" + token.Data + ">")
		}
	}
}

func start(token xhtml.Token) string {
	if !slices.Contains([]string{"a", "b", "br", "i"}, token.Data) {
		return ""
	}
	for _, attribute := range token.Attr {
		if token.Data == "a" && attribute.Key == "href" && mayLead(attribute.Val) {
			return fmt.Sprintf(`<a href="%s">`, html.EscapeString(attribute.Val))
		}
	}
	return "<" + token.Data + ">"
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
