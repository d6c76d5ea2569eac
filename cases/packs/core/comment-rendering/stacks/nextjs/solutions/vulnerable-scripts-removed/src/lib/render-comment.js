// The HTML of one comment.

// The address with https:// in front where the scheme was left out.
function withScheme(website) {
  return website && !/^[a-z][a-z0-9+.-]*:/i.test(website) ? `https://${website}` : website;
}

// Text without scripts and event handlers.
function clean(text) {
  return text
    .replace(/<script[\s\S]*?<\/script>/gi, '')
    .replace(/<[^>]*\son\w+=[^>]*>/gi, '')
    .replace(/href="javascript:[^"]*"/gi, '');
}

export function renderComment(comment) {
  const title = comment.town ? `${comment.author} from ${comment.town}` : comment.author;
  const website = withScheme(comment.website);
  const author = website
    ? `<a class="author" href="${website}">${clean(comment.author)}</a>`
    : `<span class="author">${clean(comment.author)}</span>`;
  return `<li class="comment" id="comment-${comment.id}" title="${clean(title)}">
    ${author}
    <div class="text">${clean(comment.text)}</div>
  </li>`;
}
