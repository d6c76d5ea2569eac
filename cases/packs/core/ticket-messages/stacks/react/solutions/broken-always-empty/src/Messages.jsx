// The messages of a ticket.

export function Messages() {
  return <p className="empty">No messages yet.</p>;
}
