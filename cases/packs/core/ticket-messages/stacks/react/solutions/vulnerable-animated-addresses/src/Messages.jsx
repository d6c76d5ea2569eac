// The messages of a ticket.
const DANGEROUS = 'script, style, link, meta, base, iframe, frame, object, embed, applet, form, input, button, textarea, select, template, noscript, math, svg style, image, foreignObject';

function cleaned(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  body.querySelectorAll(DANGEROUS).forEach((element) => element.remove());
  body.querySelectorAll('*').forEach((element) => {
    for (const { name, value } of [...element.attributes]) {
      const plain = value.replace(/[\u0000-\u0020]/g, '').toLowerCase();
      if (name.startsWith('on') || name === 'style' || name === 'srcdoc' || /(javascript|data|vbscript):/.test(plain) && ['href', 'src', 'xlink:href', 'action', 'formaction', 'data', 'poster', 'background'].includes(name)) element.removeAttribute(name);
    }
  });
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
