// The recipe page around its comments.
import { renderComment } from './render-comment.js';

export function recipePage(comments) {
  const list = comments.map((comment) => renderComment(comment)).join('\n');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><title>Recipe</title></head>',
    '<body>',
    '<h1>Recipe</h1>',
    `<ul class="comments">${list}</ul>`,
    '</body>',
    '</html>',
  ].join('\n');
}
