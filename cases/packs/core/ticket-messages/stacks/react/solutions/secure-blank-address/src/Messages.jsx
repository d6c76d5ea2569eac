// The messages of a ticket.
const TAGS = new Set(['p', 'br', 'strong', 'em', 'ul', 'ol', 'li', 'blockquote', 'code', 'a']);
const SCHEMES = ['http:', 'https:', 'mailto:'];

function copied(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (!TAGS.has(node.localName)) return '';
  const element = document.createElement(node.localName);
  if (node.localName === 'a') element.setAttribute('href', SCHEMES.includes(node.protocol) ? node.getAttribute('href') : 'about:blank');
  element.append(...[...node.childNodes].map(copied));
  return element;
}

function cleaned(html) {
  const box = document.createElement('div');
  box.append(...[...new DOMParser().parseFromString(html, 'text/html').body.childNodes].map(copied));
  return box.innerHTML;
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
