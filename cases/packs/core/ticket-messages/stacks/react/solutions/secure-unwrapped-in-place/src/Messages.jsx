// The messages of a ticket.
import { useLayoutEffect, useRef } from 'react';

const TAGS = new Set(['p', 'br', 'strong', 'em', 'ul', 'ol', 'li', 'blockquote', 'code', 'a']);

function parsed(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of [...body.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      const kept = element.localName === 'a' && name === 'href' && /^(https?|mailto):/i.test(value);
      if (!kept) element.removeAttribute(name);
    }
    if (['script', 'style', 'template'].includes(element.localName)) element.remove();
    else if (!TAGS.has(element.localName)) element.replaceWith(...element.childNodes);
  }
  return body.childNodes;
}

function Body({ html }) {
  const place = useRef(null);
  useLayoutEffect(() => place.current.replaceChildren(...parsed(html)), [html]);
  return <div className="body" ref={place} />;
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
