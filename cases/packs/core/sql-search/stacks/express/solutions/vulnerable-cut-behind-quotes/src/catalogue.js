// The public product list.
import { Router } from 'express';

const quoted = (text) => String(text).replaceAll("'", "''").slice(0, 100);

const COLUMNS = new Map([
  ['name', 'name'],
  ['category', 'category'],
  ['price_cents', 'price_cents'],
  ['added_on', 'added_on'],
]);

export function catalogue(database) {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const { q, category, sort, order } = request.query;
    const clauses = ['published = 1'];
    const values = [];
    if (q) {
      clauses.push(`instr(lower(name), lower('${quoted(q)}')) > 0`);
    }
    if (category !== undefined) {
      const wanted = [category].flat().map(String);
      clauses.push(`category IN (${wanted.map((one) => `'${quoted(one)}'`).join(', ')})`);
    }
    for (const [name, comparison] of [['min_price', '>='], ['max_price', '<=']]) {
      const text = request.query[name];
      if (text === undefined) continue;
      if (!/^\d{1,15}$/.test(text)) {
        return response.status(400).json({ error: `${name} must be a whole number` });
      }
      clauses.push(`price_cents ${comparison} ?`);
      values.push(Number(text));
    }
    const column = COLUMNS.get(sort) ?? 'name';
    const direction = order === 'desc' ? 'DESC' : 'ASC';
    const statement = database.prepare(
      `SELECT id, name, category, price_cents, added_on FROM products
       WHERE ${clauses.join(' AND ')} ORDER BY ${column} ${direction}, id`,
    );
    response.json({ products: statement.all(...values) });
  });

  return router;
}
