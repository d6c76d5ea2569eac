// The HTML of one comment.

export function renderComment(comment) {
  throw new Error('not implemented');
}
