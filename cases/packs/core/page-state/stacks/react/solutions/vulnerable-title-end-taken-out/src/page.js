// The document around a list.

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (char) => ENTITIES[char]);

const inTitle = (text) => text.replaceAll('&', '&amp;').replace(/<\/title[^>]*>/gi, '');
const literal = (value) => JSON.stringify(value).replace(/</g, '\\u003c');

export function page(list, markup) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${inTitle(list.title)}</title>
<meta name="description" content="${escape(list.title)}: ${list.things.length} things">
</head>
<body>
<main id="list">${markup}</main>
<script>window.__LIST__ = ${literal(list)};</script>
<script type="module" src="/assets/browser.js"></script>
</body>
</html>`;
}
