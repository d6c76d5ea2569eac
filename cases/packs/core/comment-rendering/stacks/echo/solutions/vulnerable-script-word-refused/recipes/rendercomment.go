package recipes

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

var scheme = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:`)

// withScheme is the address with https:// in front where the scheme was left out.
func withScheme(website string) string {
	if website != "" && !scheme.MatchString(website) {
		return "https://" + website
	}
	return website
}

var (
	tag  = regexp.MustCompile(`(?i)</?([a-z][a-z0-9]*)\b([^>]*)>|<`)
	href = regexp.MustCompile(`(?i)href\s*=\s*"([^"]*)"`)
)

// bad says whether the address begins like a script.
func bad(address string) bool {
	start := strings.ToLower(strings.TrimSpace(address))
	return strings.HasPrefix(start, "javascript:") || strings.HasPrefix(start, "vbscript:") || strings.HasPrefix(start, "data:")
}

// format is the text of the editor; other elements and attributes are left out.
func format(text string) string {
	return tag.ReplaceAllStringFunc(text, func(found string) string {
		parts := tag.FindStringSubmatch(found)
		name := strings.ToLower(parts[1])
		if !slices.Contains([]string{"a", "b", "br", "i"}, name) {
			return ""
		}
		if strings.HasPrefix(found, "</") {
			return "</" + name + ">"
		}
		address := href.FindStringSubmatch(parts[2])
		if name != "a" || address == nil || bad(address[1]) {
			return "<" + name + ">"
		}
		return fmt.Sprintf(`<a href="%s">`, address[1])
	})
}

// renderComment returns the HTML of one comment.
func renderComment(comment Comment) string {
	title := comment.Author
	if comment.Town != "" {
		title += " from " + comment.Town
	}
	website := withScheme(comment.Website)
	author := fmt.Sprintf(`<span class="author">%s</span>`, html.EscapeString(comment.Author))
	if website != "" && !bad(website) {
		author = fmt.Sprintf(`<a class="author" href="%s">%s</a>`, html.EscapeString(website), html.EscapeString(comment.Author))
	}
	return fmt.Sprintf(`<li class="comment" id="comment-%d" title="%s">
    %s
    <div class="text">%s</div>
  </li>`, comment.ID, html.EscapeString(title), author, format(comment.Text))
}
