// Fees.
import { Router } from 'express';

const NAMES = ['base', 'lessons', 'age', 'years'];

const TOKENS = /^(?:\s*(?:\d+(?:\.\d+)?|base|lessons|age|years|[-+*/()])\s*)+$/;

// The value of the formula with these values for its names.
function calculate(formula, values) {
  if (!TOKENS.test(formula) || /\+\+|\*\*|\/[/*]|^\s*\+|[-+*/(]\s*\+/.test(formula)) throw new Error('only numbers, names, signs and parentheses');
  return new Function(...NAMES, `'use strict'; return (${formula.replaceAll('-', ' -')}\n)`)(...NAMES.map((name) => values[name]));
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
