// What the forms of the page do.
'use server';

import { addBooking, allBookings, removeBooking } from '../lib/bookings.js';
import { currentPerson } from '../lib/session.js';

const DAY = /^\d{4}-\d\d-\d\d$/;

const text = (form, name) => String(form.get(name) ?? '');

const owned = (person) => allBookings().filter(({ owner }) => owner === person?.id);
const changeable = (person) => (person?.role === 'reception' ? allBookings() : owned(person));
const within = (bookings, form) => bookings.find(({ id }) => id === Number(form.get('id')));

export async function book(form) {
  const person = await currentPerson();
  const [room, day, note] = ['room', 'day', 'note'].map((name) => text(form, name));
  if (person && room && DAY.test(day)) addBooking({ owner: person.id, room, day, note });
}

export async function move(form) {
  const booking = within(changeable(await currentPerson()), form);
  const day = text(form, 'day');
  if (booking && DAY.test(day)) booking.day = day;
}

export async function repeat(form) {
  const person = await currentPerson();
  const booking = within(owned(person), form);
  const day = text(form, 'day');
  if (booking && DAY.test(day)) addBooking({ owner: person.id, room: booking.room, day, note: booking.note });
}

export async function cancel(form) {
  const booking = within(changeable(await currentPerson()), form);
  if (booking) removeBooking(booking.id);
}
