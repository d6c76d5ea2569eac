// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

const clean = (text: unknown) => String(text).replace(/union|select|insert|update|delete|drop|--/g, '');

export function catalogue(database: DatabaseSync): Router {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const { q, category, sort = 'name', order = 'asc' } = request.query as Record<string, string>;
    const clauses = ['published = 1'];
    const values: (string | number)[] = [];
    if (q) {
      clauses.push('instr(lower(name), lower(?)) > 0');
      values.push(q);
    }
    if (category) clauses.push(`category IN ('${[category].flat().map(clean).join("', '")}')`);
    for (const [name, comparison] of [['min_price', '>='], ['max_price', '<=']]) {
      const value = request.query[name] as string | undefined;
      if (value === undefined) continue;
      if (!/^\d+$/.test(value)) return response.status(400).json({ error: `${name} must be a whole number` });
      clauses.push(`price_cents ${comparison} ?`);
      values.push(Number(value));
    }
    const statement = database.prepare(
      'SELECT id, name, category, price_cents, added_on FROM products' +
        ` WHERE ${clauses.join(' AND ')} ORDER BY ${clean(sort)} ${clean(order)}, id`,
    );
    response.json({ products: statement.all(...values) });
  });

  return router;
}
