// Finds the list that the page carries.

export const readState = () => ({ title: '', things: [] });
