// What the forms of the page do.
'use server';

import { addBooking, findBooking, removeBooking } from '../lib/bookings.js';
import { currentPerson } from '../lib/session.js';

const DAY = /^\d{4}-\d\d-\d\d$/;

const text = (form, name) => String(form.get(name) ?? '');

const named = (form) => findBooking(Number(form.get('id')));

const owns = (person, booking) => person?.id === booking.owner;
const mayChange = (person, booking) => person?.role === 'reception' || owns(person, booking);

export async function book(form, person) {
  person ??= await currentPerson();
  const [room, day, note] = ['room', 'day', 'note'].map((name) => text(form, name));
  if (person && room && DAY.test(day)) addBooking({ owner: person.id, room, day, note });
}

export async function move(form, person) {
  person ??= await currentPerson();
  const booking = named(form);
  const day = text(form, 'day');
  if (booking && mayChange(person, booking) && DAY.test(day)) booking.day = day;
}

export async function repeat(form, person) {
  person ??= await currentPerson();
  const booking = named(form);
  const day = text(form, 'day');
  if (booking && owns(person, booking) && DAY.test(day)) addBooking({ ...booking, day });
}

export async function cancel(form, person) {
  person ??= await currentPerson();
  const booking = named(form);
  if (booking && mayChange(person, booking)) removeBooking(booking.id);
}
