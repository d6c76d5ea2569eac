// Comments in memory, by recipe, oldest first.
export function createComments() {
  const byRecipe = new Map();
  let last = 0;
  return {
    add(recipe, comment) {
      last += 1;
      byRecipe.set(recipe, [...(byRecipe.get(recipe) ?? []), { id: last, ...comment }]);
      return last;
    },
    of(recipe) {
      return byRecipe.get(recipe) ?? [];
    },
  };
}
