// The recipe page around its comments.
import { commentsOf } from '../../../lib/comments.js';
import { renderComment } from '../../../lib/render-comment.js';

export async function GET(request, { params }) {
  const { recipe } = await params;
  const list = commentsOf(recipe).map((comment) => renderComment(comment)).join('\n');
  const page = [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><title>Recipe</title></head>',
    '<body>',
    '<h1>Recipe</h1>',
    `<ul class="comments">${list}</ul>`,
    '</body>',
    '</html>',
  ];
  return new Response(page.join('\n'), { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}
