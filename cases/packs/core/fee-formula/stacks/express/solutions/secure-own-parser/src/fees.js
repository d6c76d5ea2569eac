// Fees.
import { Router } from 'express';

const NAMES = ['base', 'lessons', 'age', 'years'];

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z]+)|([-+*/()]))\s*/y;

// The formula's numbers, names and signs, in order.
function tokensOf(formula) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < formula.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(formula);
    if (!found) throw new Error(`${formula.slice(start, start + 10)} is not part of a formula`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

// The value of the formula with these values for its names.
function calculate(formula, values) {
  const tokens = tokensOf(formula);

  function sum() {
    let value = product();
    while (tokens[0] === '+' || tokens[0] === '-') value = tokens.shift() === '+' ? value + product() : value - product();
    return value;
  }

  function product() {
    let value = single();
    while (tokens[0] === '*' || tokens[0] === '/') value = tokens.shift() === '*' ? value * single() : value / single();
    return value;
  }

  function single() {
    const token = tokens.shift();
    if (token === '-') return -single();
    if (token === '(') {
      const value = sum();
      if (tokens.shift() !== ')') throw new Error('a parenthesis is missing');
      return value;
    }
    if (/^\d/.test(token ?? '')) return Number(token);
    if (!NAMES.includes(token)) throw new Error('a number or a name is missing');
    return values[token];
  }

  const value = sum();
  if (tokens.length > 0) throw new Error(`${tokens[0]} is too much`);
  return value;
}

export function fees(pupils) {
  const router = Router();

  // What a formula comes to for one pupil.
  router.post('/preview', (request, response) => {
    const { formula, pupil_id: id } = request.body ?? {};
    if (typeof formula !== 'string') return response.status(400).json({ error: 'formula must be a text' });
    const pupil = pupils.get(id);
    if (!pupil) return response.status(404).json({ error: 'nobody has this id' });
    let fee;
    try {
      fee = calculate(formula, Object.fromEntries(NAMES.map((name) => [name, pupil[name]])));
    } catch (error) {
      return response.status(400).json({ error: `the formula cannot be calculated: ${error.message}` });
    }
    if (!Number.isFinite(fee)) return response.status(400).json({ error: 'the formula comes to no number' });
    response.json({ fee });
  });

  return router;
}
