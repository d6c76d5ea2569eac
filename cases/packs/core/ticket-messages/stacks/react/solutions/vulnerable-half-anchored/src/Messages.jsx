// The messages of a ticket.
import DOMPurify from 'dompurify';

const OPTIONS = {
  ALLOWED_TAGS: ['p', 'br', 'strong', 'em', 'ul', 'ol', 'li', 'blockquote', 'code', 'a'],
  ALLOWED_ATTR: ['href'],
  ALLOWED_URI_REGEXP: /^https?:|mailto:/i,
};

const cleaned = (html) => DOMPurify.sanitize(html, OPTIONS);

export function Messages({ messages }) {
  if (messages.length === 0) return <p className="empty">No messages yet.</p>;
  return (
    <ol className="messages">
      {messages.map((message, index) => (
        <li className="message" key={index}>
          <header>
            <span className="author">{message.author}</span> <span className="sent">{message.sent}</span>
          </header>
          <div className="body" dangerouslySetInnerHTML={{ __html: cleaned(message.body) }} />
        </li>
      ))}
    </ol>
  );
}
