import { BadAddress, PageUnavailable } from "./errors.js";

/** The page at an address; rejects with BadAddress or PageUnavailable. */
export async function fetchPage(url) {
  if (!/^https?:\/\/[^/]/i.test(url)) throw new BadAddress("this is no address of a page");
  const answer = await fetch(url, { redirect: "error", headers: { "User-Agent": "Corkboard/1.0" } }).catch((error) => {
    throw new PageUnavailable(error.message);
  });
  return { url, html: await answer.text() };
}
