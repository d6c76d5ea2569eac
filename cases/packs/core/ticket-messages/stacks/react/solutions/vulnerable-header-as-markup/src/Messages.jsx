// The messages of a ticket.
import DOMPurify from 'dompurify';

const text = (value) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const header = ({ author, sent }) =>
  `<span class="author" title="${text(author)}">${text(author)}</span> <span class="sent">${text(sent)}</span>`;

export function Messages({ messages }) {
  if (messages.length === 0) return <p className="empty">No messages yet.</p>;
  return (
    <ol className="messages">
      {messages.map((message, index) => (
        <li className="message" key={index}>
          <header dangerouslySetInnerHTML={{ __html: header(message) }} />
          <div className="body" dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(message.body) }} />
        </li>
      ))}
    </ol>
  );
}
