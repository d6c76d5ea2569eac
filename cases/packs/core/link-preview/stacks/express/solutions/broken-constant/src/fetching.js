/** The page at an address; rejects with BadAddress or PageUnavailable. */
export async function fetchPage(url) {
  return { url, html: `<title>${url}</title>` };
}
