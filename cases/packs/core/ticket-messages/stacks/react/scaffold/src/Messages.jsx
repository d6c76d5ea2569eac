// The messages of a ticket.

export function Messages({ messages }) {
  throw new Error('not written yet');
}
