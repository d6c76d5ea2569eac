// The messages of a ticket.
import DOMPurify from 'dompurify';

export function Messages({ messages }) {
  if (messages.length === 0) return <p className="empty">No messages yet.</p>;
  return (
    <ol className="messages">
      {messages.map((message, index) => (
        <li className="message" key={index}>
          <header>
            <span className="author">{message.author}</span> <span className="sent">{message.sent}</span>
          </header>
          <div className="body" dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(message.body, { FORBID_ATTR: ['href'] }) }} />
        </li>
      ))}
    </ol>
  );
}
