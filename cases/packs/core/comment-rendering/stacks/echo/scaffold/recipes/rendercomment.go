package recipes

// renderComment returns the HTML of one comment.
func renderComment(comment Comment) string {
	panic("not implemented")
}
