// The HTML of one comment.

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// Plain text as it must stand in HTML, in elements and in quoted attributes.
function escape(text) {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]);
}

// The address with https:// in front where the scheme was left out.
function withScheme(website) {
  return website && !/^[a-z][a-z0-9+.-]*:/i.test(website) ? `https://${website}` : website;
}

// Whether the address begins like a script.
function bad(address) {
  return /^\s*(javascript|vbscript|data):/i.test(address);
}

// Text of the editor; other elements and attributes are left out.
function format(text) {
  return text.replace(/<\/?([a-z][a-z0-9]*)\b([^>]*)>|</gi, (tag, name, rest) => {
    if (!name || !['b', 'i', 'a', 'br'].includes(name.toLowerCase())) return '';
    if (tag.startsWith('</') || name.toLowerCase() !== 'a') return `<${tag.startsWith('</') ? '/' : ''}${name}>`;
    const href = /href\s*=\s*"([^"]*)"/i.exec(rest)?.[1] ?? '';
    return bad(href) ? '<a>' : `<a href="${href}">`;
  });
}

export function renderComment(comment) {
  const title = comment.town ? `${comment.author} from ${comment.town}` : comment.author;
  const website = withScheme(comment.website);
  const author = website && !bad(website)
    ? `<a class="author" href="${escape(website)}">${escape(comment.author)}</a>`
    : `<span class="author">${escape(comment.author)}</span>`;
  return `<li class="comment" id="comment-${comment.id}" title="${escape(title)}">
    ${author}
    <div class="text">${format(comment.text)}</div>
  </li>`;
}
