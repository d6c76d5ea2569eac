// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

const COLUMN = /^(name|category|price_cents|added_on)/;
const DIRECTION = /^(asc|desc)\b/i;
const NUMBER = /^\d+$/m;

export function catalogue(database: DatabaseSync): Router {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const { q, category, sort = 'name', order = 'asc' } = request.query as Record<string, string>;
    if (!COLUMN.test(sort) || !DIRECTION.test(order)) {
      return response.status(400).json({ error: 'unknown sorting' });
    }
    const clauses = ['published = 1'];
    const values: (string | number)[] = [];
    if (q) {
      clauses.push('instr(lower(name), lower(?)) > 0');
      values.push(q);
    }
    if (category) {
      const names = [category].flat();
      clauses.push(`category IN (${names.map(() => '?')})`);
      values.push(...names);
    }
    for (const [name, comparison] of [['min_price', '>='], ['max_price', '<=']]) {
      const value = request.query[name] as string | undefined;
      if (value === undefined) continue;
      if (!NUMBER.test(value)) return response.status(400).json({ error: `${name} must be a whole number` });
      clauses.push(`price_cents ${comparison} ${value}`);
    }
    const statement = database.prepare(
      'SELECT id, name, category, price_cents, added_on FROM products' +
        ` WHERE ${clauses.join(' AND ')} ORDER BY ${sort} ${order}, id`,
    );
    response.json({ products: statement.all(...values) });
  });

  return router;
}
