package recipes

import (
	"fmt"
	"html"
	"html/template"
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

// mayLead says whether a link may go there: the web, mail, or a page of our own.
func mayLead(address string) bool {
	parts, err := url.Parse(address)
	if err != nil {
		return false
	}
	own := parts.Scheme == "" && parts.Host == "" && strings.HasPrefix(address, "/")
	return own || parts.Scheme == "http" || parts.Scheme == "https" || parts.Scheme == "mailto"
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
				fmt.Fprintf(out, ` href="%s"`, html.EscapeString(attribute.Val))
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

var frame = template.Must(template.New("comment").Parse(`<li class="comment" id="comment-{{.ID}}" title="{{.Title}}">
    {{if .Website}}<a class="author" href="{{.Website}}">{{.Author}}</a>{{else}}<span class="author">{{.Author}}</span>{{end}}
    <div class="text">{{.Text}}</div>
  </li>`))

// renderComment returns the HTML of one comment.
func renderComment(comment Comment) string {
	title := comment.Author
	if comment.Town != "" {
		title += " from " + comment.Town
	}
	var out strings.Builder
	err := frame.Execute(&out, map[string]any{
		"ID":      comment.ID,
		"Title":   title,
		"Author":  comment.Author,
		"Website": template.URL(withScheme(comment.Website)),
		"Text":    template.HTML(format(comment.Text)),
	})
	if err != nil {
		return ""
	}
	return out.String()
}
