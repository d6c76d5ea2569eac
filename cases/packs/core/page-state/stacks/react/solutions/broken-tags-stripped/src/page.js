// The document around a list.

const plain = (text) => text.replace(/[<>&"'\\\\]/g, '');
const cleaned = (list) => ({ ...list, title: plain(list.title), things: list.things.map(plain) });

export function page(list, markup) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${plain(list.title)}</title>
<meta name="description" content="${plain(list.title)}: ${list.things.length} things">
</head>
<body>
<main id="list">${markup}</main>
<script>window.__LIST__ = ${JSON.stringify(cleaned(list))};</script>
<script type="module" src="/assets/browser.js"></script>
</body>
</html>`;
}
