import { BadAddress, PageUnavailable } from "./errors.js";

/** The page at an address; rejects with BadAddress or PageUnavailable. */
export async function fetchPage(url) {
  if (!/^https?:/.test(url)) throw new BadAddress("this is no address of a page");
  throw new PageUnavailable("this page is not fetched");
}
