// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

const escape = (text: unknown) => String(text).replace("'", "''");
const COLUMNS = ['name', 'category', 'price_cents', 'added_on'];

export function catalogue(database: DatabaseSync): Router {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const { q, category, sort = 'name', order } = request.query as Record<string, string>;
    if (!COLUMNS.includes(sort)) return response.status(400).json({ error: 'unknown sort column' });
    let sql = 'SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1';
    if (q) {
      const pattern = escape(q).replace(/[\\%_]/g, '\\$&');
      sql += ` AND name LIKE '%${pattern}%' ESCAPE '\\'`;
    }
    if (category) {
      const names = [category].flat().map((name) => `'${escape(name)}'`);
      sql += ` AND category IN (${names.join(', ')})`;
    }
    for (const [name, comparison] of [['min_price', '>='], ['max_price', '<=']]) {
      const value = request.query[name] as string | undefined;
      if (value === undefined) continue;
      if (!/^\d+$/.test(value)) return response.status(400).json({ error: `${name} must be a whole number` });
      sql += ` AND price_cents ${comparison} ${value}`;
    }
    sql += ` ORDER BY ${sort} ${order === 'desc' ? 'DESC' : 'ASC'}, id`;
    response.json({ products: database.prepare(sql).all() });
  });

  return router;
}
