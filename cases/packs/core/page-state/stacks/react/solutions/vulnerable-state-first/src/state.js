// Finds the list that the page carries.

export const readState = () => window.__LIST__;
