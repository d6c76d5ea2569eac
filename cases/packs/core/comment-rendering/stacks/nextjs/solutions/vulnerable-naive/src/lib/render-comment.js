// The HTML of one comment.

// The address with https:// in front where the scheme was left out.
function withScheme(website) {
  return website && !/^[a-z][a-z0-9+.-]*:/i.test(website) ? `https://${website}` : website;
}

export function renderComment(comment) {
  const title = comment.town ? `${comment.author} from ${comment.town}` : comment.author;
  const website = withScheme(comment.website);
  const author = website
    ? `<a class="author" href="${website}">${comment.author}</a>`
    : `<span class="author">${comment.author}</span>`;
  return `<li class="comment" id="comment-${comment.id}" title="${title}">
    ${author}
    <div class="text">${comment.text}</div>
  </li>`;
}
