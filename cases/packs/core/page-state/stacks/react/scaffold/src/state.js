// Finds the list that the page carries.

export function readState() {
  throw new Error('not written yet');
}
