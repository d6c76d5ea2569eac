// The document around a list.

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (char) => ENTITIES[char]);

const literal = (value) => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('</textarea>', '&lt;/textarea>');

export function page(list, markup) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(list.title)}</title>
<meta name="description" content="${escape(list.title)}: ${list.things.length} things">
</head>
<body>
<main id="list">${markup}</main>
<textarea id="state" hidden>${literal(list)}</textarea>
<script type="module" src="/assets/browser.js"></script>
</body>
</html>`;
}
