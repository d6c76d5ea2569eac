// The messages of a ticket.

export function Messages({ messages }) {
  if (messages.length === 0) return <p className="empty">No messages yet.</p>;
  return (
    <ol className="messages">
      {messages.map((message, index) => (
        <li className="message" key={index}>
          <header>
            <span className="author">{message.author}</span> <span className="sent">{message.sent}</span>
          </header>
          <div className="body">{message.body}</div>
        </li>
      ))}
    </ol>
  );
}
