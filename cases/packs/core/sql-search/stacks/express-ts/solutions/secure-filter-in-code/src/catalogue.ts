// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

type Row = Record<string, string | number>;

function comparing(column: string, descending: boolean) {
  return (left: Row, right: Row) => {
    if (left[column] === right[column]) return left.id - right.id;
    const before = left[column] < right[column] ? -1 : 1;
    return descending ? -before : before;
  };
}

export function catalogue(database: DatabaseSync): Router {
  const router = Router();
  const published = database.prepare(
    'SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1',
  );

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const query = new URL(request.url, 'http://shop').searchParams;
    const bounds: Record<string, number> = { min_price: 0, max_price: Number.MAX_SAFE_INTEGER };
    for (const name of Object.keys(bounds)) {
      if (!query.has(name)) continue;
      bounds[name] = Number(query.get(name));
      if (!Number.isInteger(bounds[name])) {
        return response.status(400).json({ error: `${name} must be a whole number` });
      }
    }
    const text = (query.get('q') ?? '').toLowerCase();
    const categories = query.getAll('category');
    const products = (published.all() as Row[])
      .filter((entry) => String(entry.name).toLowerCase().includes(text))
      .filter((entry) => categories.length === 0 || categories.includes(String(entry.category)))
      .filter((entry) => entry.price_cents >= bounds.min_price && entry.price_cents <= bounds.max_price)
      .sort(comparing(query.get('sort') ?? 'name', query.get('order') === 'desc'));
    response.json({ products });
  });

  return router;
}
