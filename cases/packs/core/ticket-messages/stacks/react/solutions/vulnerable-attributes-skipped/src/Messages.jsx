// The messages of a ticket.
const TAGS = new Set(['p', 'br', 'strong', 'em', 'ul', 'ol', 'li', 'blockquote', 'code', 'a']);

function cleaned(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll('*')) {
    if (!TAGS.has(element.localName)) {
      element.remove();
      continue;
    }
    for (const { name, value } of element.attributes) {
      const kept = name === 'href' && /^(https?|mailto):/i.test(value);
      if (!kept) element.removeAttribute(name);
    }
  }
  return body.innerHTML;
}

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
