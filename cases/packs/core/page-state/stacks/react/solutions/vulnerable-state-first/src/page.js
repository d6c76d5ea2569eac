// The document around a list.

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (char) => ENTITIES[char]);

const attribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const literal = (value) => JSON.stringify(value).replace(/<\//g, '<\\/');

export function page(list, markup) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<script>window.__LIST__ = ${literal(list)};</script>
<title>${escape(list.title)}</title>
<meta name="description" content="${attribute(list.title)}: ${list.things.length} things">
</head>
<body>
<main id="list">${markup}</main>
<script type="module" src="/assets/browser.js"></script>
</body>
</html>`;
}
