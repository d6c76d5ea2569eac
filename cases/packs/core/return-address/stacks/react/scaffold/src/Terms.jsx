// The terms and the two ways on.

export function Terms({ next }) {
  throw new Error('not written yet');
}
