export const USER_AGENT = "Corkboard/1.0";
export const MAX_REDIRECTS = 3;
export const MAX_BYTES = 200_000;
export const TIMEOUT_MS = 2000;

/** The page at an address; rejects with BadAddress or PageUnavailable. */
export async function fetchPage(url) {
  throw new Error("not built yet");
}
