// Finds the list that the page carries.

export const readState = () => JSON.parse(document.getElementById('state').value);
