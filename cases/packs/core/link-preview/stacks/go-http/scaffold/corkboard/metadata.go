package corkboard

import (
	"strings"

	"golang.org/x/net/html"
)

// metadata returns title and description of a page; empty texts where it has none.
func metadata(page string) (title, description string) {
	document, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return "", ""
	}
	for node := range document.Descendants() {
		switch {
		case node.Data == "title" && title == "" && node.FirstChild != nil:
			title = strings.Join(strings.Fields(node.FirstChild.Data), " ")
		case node.Data == "meta" && description == "" && attribute(node, "name") == "description":
			description = strings.TrimSpace(attribute(node, "content"))
		}
	}
	return title, description
}

func attribute(node *html.Node, name string) string {
	for _, one := range node.Attr {
		if one.Key == name {
			return one.Val
		}
	}
	return ""
}
