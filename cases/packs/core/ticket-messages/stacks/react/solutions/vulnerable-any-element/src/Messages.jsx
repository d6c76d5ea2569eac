// The messages of a ticket.
import { createElement } from 'react';

const VOID = new Set(['br', 'hr', 'img', 'source', 'input']);

function element(node, key) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.localName === 'script') return null;
  const props = { key };
  for (const { name, value } of node.attributes) {
    if (name !== 'style' && !name.startsWith('on')) props[name] = value;
  }
  const children = VOID.has(node.localName) ? undefined : [...node.childNodes].map(element);
  return createElement(node.localName, props, children);
}

function rebuilt(html) {
  return [...new DOMParser().parseFromString(html, 'text/html').body.childNodes].map(element);
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
          <div className="body">{rebuilt(message.body)}</div>
        </li>
      ))}
    </ol>
  );
}
