// The document around a list.

export function page(list, markup) {
  throw new Error('not written yet');
}
