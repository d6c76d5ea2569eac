// The pupils, in memory: `{name, base, lessons, age, years}` by id.
import { Router } from 'express';

const NUMBERS = ['base', 'lessons', 'age', 'years'];

export const createPupils = () => new Map();

export function pupilRoutes(pupils) {
  const router = Router();

  router.post('/', (request, response) => {
    const pupil = { name: String(request.body.name) };
    for (const name of NUMBERS) pupil[name] = Number(request.body[name]);
    const id = pupils.size + 1;
    pupils.set(id, pupil);
    response.status(201).json({ id });
  });

  router.get('/:id', (request, response) => {
    const pupil = pupils.get(Number(request.params.id));
    if (!pupil) return response.status(404).json({ error: 'nobody has this id' });
    response.json(pupil);
  });

  return router;
}
