package recipes

import "fmt"

// renderComment returns the HTML of one comment.
func renderComment(comment Comment) string {
	return fmt.Sprintf(`<li class="comment" id="comment-%d">A reader liked this.</li>`, comment.ID)
}
