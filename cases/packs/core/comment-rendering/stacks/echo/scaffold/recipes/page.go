package recipes

import "strings"

// page is the recipe page around its comments.
func page(comments []Comment) string {
	var list strings.Builder
	for _, comment := range comments {
		list.WriteString(renderComment(comment) + "\n")
	}
	return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Recipe</title></head>
<body>
<h1>Recipe</h1>
<ul class="comments">` + list.String() + `</ul>
</body>
</html>`
}
