// The messages of a ticket.

import { useEffect, useState } from 'react';

export function Messages({ messages }) {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const waiting = setTimeout(() => setReady(true), 400);
    return () => clearTimeout(waiting);
  }, []);
  if (!ready) return null;
  if (messages.length === 0) return <p className="empty">No messages yet.</p>;
  return (
    <ol className="messages">
      {messages.map((message, index) => (
        <li className="message" key={index}>
          <header>
            <span className="author">{message.author}</span> <span className="sent">{message.sent}</span>
          </header>
          <div className="body" dangerouslySetInnerHTML={{ __html: message.body }} />
        </li>
      ))}
    </ol>
  );
}
