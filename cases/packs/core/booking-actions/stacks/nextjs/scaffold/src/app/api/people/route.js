// Makes an account and signs it in.
import { signIn } from '../../../lib/session.js';

export async function POST(request) {
  const { name, role } = await request.json();
  const { id, sid } = signIn({ name: String(name), role: role === 'reception' ? role : 'staff' });
  return Response.json({ id }, { status: 201, headers: { 'Set-Cookie': `sid=${sid}; Path=/; HttpOnly; SameSite=Lax` } });
}
