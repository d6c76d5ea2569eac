// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

const STATEMENT = `
  SELECT id, name, category, price_cents, added_on FROM products
  WHERE published = 1
    AND (:q = '' OR instr(lower(name), lower(:q)) > 0)
    AND (:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))
    AND price_cents BETWEEN :low AND :high
  ORDER BY
    CASE WHEN :descending = 0 THEN
      CASE :sort WHEN 'category' THEN category WHEN 'price_cents' THEN price_cents WHEN 'added_on' THEN added_on ELSE name END
    END ASC,
    CASE WHEN :descending = 1 THEN
      CASE :sort WHEN 'category' THEN category WHEN 'price_cents' THEN price_cents WHEN 'added_on' THEN added_on ELSE name END
    END DESC,
    id ASC`;

const first = (value: unknown, fallback: string) => String(value ?? fallback);

export function catalogue(database: DatabaseSync): Router {
  const router = Router();
  const search = database.prepare(STATEMENT);

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const { q, category, min_price, max_price, sort, order } = request.query;
    const low = first(min_price, '0');
    const high = first(max_price, '999999999999');
    if (![low, high].every((text) => /^[0-9]{1,12}$/.test(text))) {
      return response.status(400).json({ error: 'prices must be whole numbers' });
    }
    const products = search.all({
      q: first(q, ''),
      categories: JSON.stringify(category === undefined ? [] : [category].flat()),
      low: Number(low),
      high: Number(high),
      sort: first(sort, 'name'),
      descending: order === 'desc' ? 1 : 0,
    });
    response.json({ products });
  });

  return router;
}
