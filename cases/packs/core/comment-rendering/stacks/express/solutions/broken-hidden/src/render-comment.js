// The HTML of one comment.

export function renderComment(comment) {
  return '';
}
