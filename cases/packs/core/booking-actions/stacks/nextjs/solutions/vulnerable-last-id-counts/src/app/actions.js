// What the forms of the page do.
'use server';

import { addBooking, findBooking, removeBooking } from '../lib/bookings.js';
import { currentPerson } from '../lib/session.js';

const DAY = /^\d{4}-\d\d-\d\d$/;

const text = (form, name) => String(form.get(name) ?? '');

const OTHERS = new Set(['reception']);

async function isAllowed(form, roles = new Set()) {
  const person = await currentPerson();
  const booking = findBooking(Number(form.get('id')));
  return Boolean(person && booking && (roles.has(person.role) || booking.owner === person.id));
}

export async function book(form) {
  const person = await currentPerson();
  const [room, day, note] = ['room', 'day', 'note'].map((name) => text(form, name));
  if (person && room && DAY.test(day)) addBooking({ owner: person.id, room, day, note });
}

export async function move(form) {
  const { id, day } = Object.fromEntries(form);
  if ((await isAllowed(form, OTHERS)) && DAY.test(day)) findBooking(Number(id)).day = day;
}

export async function repeat(form) {
  const person = await currentPerson();
  const { id, day } = Object.fromEntries(form);
  if ((await isAllowed(form)) && DAY.test(day)) addBooking({ ...findBooking(Number(id)), owner: person.id, day });
}

export async function cancel(form) {
  const { id } = Object.fromEntries(form);
  if (await isAllowed(form, OTHERS)) removeBooking(Number(id));
}
