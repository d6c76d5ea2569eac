/** The preferences of a user who has saved none. */
export const DEFAULTS = Object.freeze({
  editor: { theme: "light", font: { family: "serif", size: 13 }, rulers: [80, 120] },
  panels: [
    { id: "outline", side: "left", open: true },
    { id: "search", side: "right", open: false },
  ],
  language: "en",
});
