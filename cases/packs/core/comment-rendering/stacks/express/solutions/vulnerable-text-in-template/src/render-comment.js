// The HTML of one comment.
import nunjucks from 'nunjucks';
import sanitizeHtml from 'sanitize-html';

const RULES = {
  allowedTags: ['b', 'i', 'br', 'a'],
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto'],
};

nunjucks.configure({ autoescape: true });

// The website with https:// in front where that was left out; nothing if it is none of the web.
function link(website) {
  if (!website) return '';
  const full = /^[a-z][a-z0-9+.-]*:/i.test(website) ? website : `https://${website}`;
  return URL.canParse(full) && /^https?:$/.test(new URL(full).protocol) ? full : '';
}

export function renderComment(comment) {
  const title = comment.town ? `${comment.author} from ${comment.town}` : comment.author;
  const template = `<li class="comment" id="comment-{{ id }}" title="{{ title }}">
    {% if website %}<a class="author" href="{{ website }}">{{ author }}</a>{% else %}<span class="author">{{ author }}</span>{% endif %}
    <div class="text">${sanitizeHtml(comment.text, RULES)}</div>
  </li>`;
  return nunjucks.renderString(template, { ...comment, title, website: link(comment.website) });
}
