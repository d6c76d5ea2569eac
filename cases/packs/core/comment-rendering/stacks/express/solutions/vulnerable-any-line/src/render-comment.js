// The HTML of one comment.
import sanitizeHtml from 'sanitize-html';
import validator from 'validator';

const WEB = /^https?:\/\//im;

// The editor's formatting; a link that leads elsewhere loses its address.
const RULES = {
  allowedTags: ['b', 'i', 'br', 'a'],
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto'],
};

export function renderComment(comment) {
  const { id, author, town, website, text } = comment;
  const name = validator.escape(author).replaceAll('&#x2F;', '/');
  const title = validator.escape(town ? `${author} from ${town}` : author);
  const address = WEB.test(website) ? website : `https://${website}`;
  const link = website ? `<a class="author" href="${validator.escape(address)}">${name}</a>` : `<span class="author">${name}</span>`;
  return `<li class="comment" id="comment-${id}" title="${title}">
    ${link}
    <div class="text">${sanitizeHtml(text, RULES)}</div>
  </li>`;
}
