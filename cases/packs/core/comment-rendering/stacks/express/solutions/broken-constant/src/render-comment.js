// The HTML of one comment.

export function renderComment(comment) {
  return `<li class="comment" id="comment-${comment.id}">A comment.</li>`;
}
