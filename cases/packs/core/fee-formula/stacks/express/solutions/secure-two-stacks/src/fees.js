// Fees.
import { Router } from 'express';

const NAMES = ['base', 'lessons', 'age', 'years'];

const SIGNS = {
  '+': { rank: 1, of: (a, b) => a + b },
  '-': { rank: 1, of: (a, b) => a - b },
  '*': { rank: 2, of: (a, b) => a * b },
  '/': { rank: 2, of: (a, b) => a / b },
  negative: { rank: 3, of: (a, b) => -b },
};

// The value of the formula with these values for its names.
function calculate(formula, values) {
  const tokens = formula.match(/\d+(?:\.\d+)?|[a-z]+|\S/gi) ?? [];
  const numbers = [];
  const signs = [];
  let expectsValue = true;

  function apply() {
    const name = signs.pop();
    const b = numbers.pop();
    numbers.push(SIGNS[name].of(name === 'negative' ? 0 : numbers.pop(), b));
  }

  for (const token of tokens) {
    const known = NAMES.includes(token) ? values[token] : /^\d/.test(token) ? Number(token) : undefined;
    if (expectsValue && known !== undefined) {
      numbers.push(known);
      expectsValue = false;
    } else if (expectsValue && (token === '-' || token === '(')) {
      signs.push(token === '-' ? 'negative' : '(');
    } else if (!expectsValue && token === ')') {
      while (signs.length > 0 && signs.at(-1) !== '(') apply();
      if (signs.pop() !== '(') throw new Error('a parenthesis is missing');
    } else if (!expectsValue && ['+', '-', '*', '/'].includes(token)) {
      while (signs.length > 0 && signs.at(-1) !== '(' && SIGNS[signs.at(-1)].rank >= SIGNS[token].rank) apply();
      signs.push(token);
      expectsValue = true;
    } else {
      throw new Error(`${token} does not belong here`);
    }
  }
  if (expectsValue || signs.includes('(')) throw new Error('something is missing at the end');
  while (signs.length > 0) apply();
  return numbers[0];
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
