/** What somebody pasted is no address of a page. */
export class BadAddress extends Error {}

/** The page cannot be fetched, or is none. */
export class PageUnavailable extends Error {}
