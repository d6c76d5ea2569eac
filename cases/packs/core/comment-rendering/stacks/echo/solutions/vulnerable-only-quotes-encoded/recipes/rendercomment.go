package recipes

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	return parts.Scheme == "" || parts.Scheme == "http" || parts.Scheme == "https" || parts.Scheme == "mailto"
}

// format is the text of the editor: what it means to a browser, reduced to the editor's own elements.
func format(text string) string {
	nodes, err := xhtml.ParseFragment(strings.NewReader(text), &xhtml.Node{Type: xhtml.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return html.EscapeString(text)
	}
	var out strings.Builder
	for _, node := range nodes {
		write(&out, node)
	}
	return out.String()
}

func write(out *strings.Builder, node *xhtml.Node) {
	if node.Type == xhtml.TextNode {
		out.WriteString(html.EscapeString(node.Data))
	}
	kept := node.Type == xhtml.ElementNode && node.Namespace == "" && slices.Contains([]string{"a", "b", "i"}, node.Data)
	if node.Type == xhtml.ElementNode && node.Data == "br" {
		out.WriteString("<br>")
	}
	if kept {
		out.WriteString("<" + node.Data)
		for _, attribute := range node.Attr {
			if node.Data == "a" && attribute.Key == "href" && mayLead(attribute.Val) {
				out.WriteString(` href="` + strings.ReplaceAll(attribute.Val, `"`, "&quot;") + `"`)
			}
		}
		out.WriteString(">")
	}
	for child := node.FirstChild; child != nil; child = child.NextSibling {
		write(out, child)
	}
	if kept {
		out.WriteString("</" + node.Data + ">")
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
