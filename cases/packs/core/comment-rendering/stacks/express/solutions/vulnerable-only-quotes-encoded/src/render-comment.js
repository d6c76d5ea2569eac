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

// Whether a browser takes the address for one of the web.
function isWeb(website) {
  return URL.canParse(website) && ['http:', 'https:'].includes(new URL(website).protocol);
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', colon: ':', Tab: '\t', NewLine: '\n' };

function decode(text) {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|([a-z]+));?/gi, (all, hex, number, name) => {
    if (name) return NAMED[name] ?? all;
    const code = hex ? parseInt(hex, 16) : Number(number);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

// Whether a link may go there: the web, mail, or a page of our own.
function mayLead(address) {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address.replace(/[\u0000-\u0020]/g, ''))?.[1];
  return !scheme || ['http', 'https', 'mailto'].includes(scheme.toLowerCase());
}

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s|\/|"[^"]*"|'[^']*'|[^"'<>])*)>/gi;

// Text of the editor: its own elements are written anew, everything else is text.
function format(text) {
  let out = '';
  let last = 0;
  for (const found of text.matchAll(TAG)) {
    out += text.slice(last, found.index).replace(/</g, '&lt;').replace(/>/g, '&gt;');
    last = found.index + found[0].length;
    const name = found[2].toLowerCase();
    if (!['a', 'b', 'i', 'br'].includes(name)) continue;
    if (found[1] || name !== 'a') {
      out += `<${found[1]}${name}>`;
      continue;
    }
    const written = /(?:^|[\s"'/])href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(found[3]);
    const address = decode(written?.[1] ?? written?.[2] ?? written?.[3] ?? '');
    out += mayLead(address) ? `<a href="${address.replace(/"/g, '&quot;')}">` : '<a>';
  }
  return out + text.slice(last).replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function renderComment(comment) {
  const title = comment.town ? `${comment.author} from ${comment.town}` : comment.author;
  const website = withScheme(comment.website);
  const author = isWeb(website)
    ? `<a class="author" href="${escape(website)}">${escape(comment.author)}</a>`
    : `<span class="author">${escape(comment.author)}</span>`;
  return `<li class="comment" id="comment-${comment.id}" title="${escape(title)}">
    ${author}
    <div class="text">${format(comment.text)}</div>
  </li>`;
}
