// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

export function catalogue(database: DatabaseSync): Router {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const { q, category, sort = 'name', order = 'asc' } = request.query as Record<string, string>;
    let sql = 'SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1';
    if (q) sql += ` AND instr(lower(name), lower('${q}')) > 0`;
    if (category) sql += ` AND category IN ('${[category].flat().join("', '")}')`;
    for (const [name, comparison] of [['min_price', '>='], ['max_price', '<=']]) {
      const value = request.query[name] as string | undefined;
      if (value === undefined) continue;
      if (Number.isNaN(parseInt(value)) || value.includes('.')) {
        return response.status(400).json({ error: `${name} must be a whole number` });
      }
      sql += ` AND price_cents ${comparison} ${value}`;
    }
    sql += ` ORDER BY ${sort} ${order}, id`;
    response.json({ products: database.prepare(sql).all() });
  });

  return router;
}
