// Takes a comment.
import { addComment } from '../../../../lib/comments.js';

const LIMITS = { author: 300, town: 300, website: 600, text: 5000 };

export async function POST(request, { params }) {
  const [{ recipe }, body] = await Promise.all([params, request.json()]);
  const comment = {};
  for (const [name, limit] of Object.entries(LIMITS)) {
    const value = body[name] ?? '';
    if (typeof value !== 'string' || value.length > limit) {
      return Response.json({ error: `${name} is too long or no text` }, { status: 400 });
    }
    comment[name] = value;
  }
  if (!comment.author || !comment.text) return Response.json({ error: 'author and text are needed' }, { status: 400 });
  return Response.json({ id: addComment(recipe, comment) }, { status: 201 });
}
