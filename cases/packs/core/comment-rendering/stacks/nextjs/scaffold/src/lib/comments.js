// Comments in memory, by recipe, oldest first; once for all parts of the server.
const store = (globalThis.comments ??= { byRecipe: new Map(), last: 0 });

export function addComment(recipe, comment) {
  store.last += 1;
  store.byRecipe.set(recipe, [...commentsOf(recipe), { id: store.last, ...comment }]);
  return store.last;
}

export const commentsOf = (recipe) => store.byRecipe.get(recipe) ?? [];
