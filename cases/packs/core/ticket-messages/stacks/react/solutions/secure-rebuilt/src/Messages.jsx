// The messages of a ticket.

const TAGS = new Set(['p', 'br', 'strong', 'em', 'ul', 'ol', 'li', 'blockquote', 'code', 'a']);
const SCHEMES = ['http:', 'https:', 'mailto:'];

// A copy of a node with what the editor makes; other elements are left out.
function copied(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (!TAGS.has(node.localName)) return '';
  const element = document.createElement(node.localName);
  if (SCHEMES.includes(node.protocol)) element.href = node.getAttribute('href');
  element.append(...[...node.childNodes].map(copied));
  return element;
}

function Body({ html }) {
  const fill = (place) => {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    place?.replaceChildren(...[...parsed.body.childNodes].map(copied));
  };
  return <div className="body" ref={fill} />;
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
          <Body html={message.body} />
        </li>
      ))}
    </ol>
  );
}
