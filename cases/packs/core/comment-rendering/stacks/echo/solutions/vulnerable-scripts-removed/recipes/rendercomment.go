package recipes

import (
	"fmt"
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

var unwanted = []*regexp.Regexp{
	regexp.MustCompile(`(?is)<script.*?</script>`),
	regexp.MustCompile(`(?i)<[^>]*\son\w+=[^>]*>`),
	regexp.MustCompile(`(?i)href="javascript:[^"]*"`),
}

// clean is the text without scripts and event handlers.
func clean(text string) string {
	for _, pattern := range unwanted {
		text = pattern.ReplaceAllString(text, "")
	}
	return text
}

// renderComment returns the HTML of one comment.
func renderComment(comment Comment) string {
	title := comment.Author
	if comment.Town != "" {
		title += " from " + comment.Town
	}
	website := withScheme(comment.Website)
	author := fmt.Sprintf(`<span class="author">%s</span>`, clean(comment.Author))
	if website != "" {
		author = fmt.Sprintf(`<a class="author" href="%s">%s</a>`, website, clean(comment.Author))
	}
	return fmt.Sprintf(`<li class="comment" id="comment-%d" title="%s">
    %s
    <div class="text">%s</div>
  </li>`, comment.ID, clean(title), author, clean(comment.Text))
}
