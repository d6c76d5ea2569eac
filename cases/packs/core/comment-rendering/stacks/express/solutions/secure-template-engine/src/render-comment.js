// The HTML of one comment.
import nunjucks from 'nunjucks';
import sanitizeHtml from 'sanitize-html';

// The address with https:// in front where the scheme was left out.
function withScheme(website) {
  return website && !/^[a-z][a-z0-9+.-]*:/i.test(website) ? `https://${website}` : website;
}

// Whether a browser takes the address for one of the web.
function isWeb(website) {
  return URL.canParse(website) && ['http:', 'https:'].includes(new URL(website).protocol);
}

const engine = new nunjucks.Environment(null, { autoescape: true });
const TEMPLATE = `<li class="comment" id="comment-{{ id }}" title="{{ title }}">
    {% if website %}<a class="author" href="{{ website }}">{{ author }}</a>{% else %}<span class="author">{{ author }}</span>{% endif %}
    <div class="text">{{ clean | safe }}</div>
  </li>`;

export function renderComment(comment) {
  const title = comment.town ? `${comment.author} from ${comment.town}` : comment.author;
  const website = withScheme(comment.website);
  return engine.renderString(TEMPLATE, {
    ...comment,
    title,
    website: isWeb(website) && website,
    clean: sanitizeHtml(comment.text),
  });
}
