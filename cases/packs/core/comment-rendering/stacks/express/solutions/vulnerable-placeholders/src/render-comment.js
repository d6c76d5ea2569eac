// The HTML of one comment.
import sanitizeHtml from 'sanitize-html';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// Plain text as it must stand in HTML, in elements and in quoted attributes.
function escape(text) {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]);
}

// The address with https:// in front where the scheme was left out.
function withScheme(website) {
  return website && !/^[a-z][a-z0-9+.-]*:/i.test(website) ? `https://${website}` : website;
}

// Whether a browser takes the address for one of the web.
function isWeb(website) {
  return URL.canParse(website) && ['http:', 'https:'].includes(new URL(website).protocol);
}

const RULES = {
  allowedTags: ['b', 'i', 'br', 'a'],
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto'],
};

const COMMENT = `<li class="comment" id="comment-{id}" title="{title}">
    {author}
    <div class="text">{text}</div>
  </li>`;

export function renderComment(comment) {
  const title = comment.town ? `${comment.author} from ${comment.town}` : comment.author;
  const website = withScheme(comment.website);
  const author = isWeb(website)
    ? `<a class="author" href="${escape(website)}">${escape(comment.author)}</a>`
    : `<span class="author">${escape(comment.author)}</span>`;
  const values = { id: String(comment.id), title: escape(title), author, text: sanitizeHtml(comment.text, RULES) };
  let html = COMMENT;
  for (const [name, value] of Object.entries(values)) html = html.replaceAll(`{${name}}`, () => value);
  return html;
}
