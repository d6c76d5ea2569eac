const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function decoded(text) {
  return text.replace(/&(?:#(\d{1,7})|(\w{2,6}));/g, (whole, number, name) =>
    number ? String.fromCodePoint(Math.min(Number(number), 0x10ffff)) : (NAMED[name] ?? whole),
  );
}

/** Title and description; empty texts where the page has none. */
export function metadata(html) {
  const title = /<title[^>]*>([^<]*)<\/title/i.exec(html)?.[1] ?? "";
  const tag = html.match(/<meta\s[^>]{0,2000}>/gi)?.find((text) => /\sname=["']?description\b/i.test(text)) ?? "";
  const description = /\scontent=(?:"([^"]*)"|'([^']*)')/i.exec(tag);
  return {
    title: decoded(title).replace(/\s+/g, " ").trim().slice(0, 200),
    description: decoded(description?.[1] ?? description?.[2] ?? "").trim().slice(0, 500),
  };
}
