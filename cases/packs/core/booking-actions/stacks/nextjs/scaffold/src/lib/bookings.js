// The bookings, in memory, once for all parts of the server.
const bookings = (globalThis.bookings ??= new Map());
globalThis.lastBooking ??= 0;

export const allBookings = () => [...bookings.values()];

export const findBooking = (id) => bookings.get(id);

// Keeps a new booking `{owner, room, day, note}` and gives it an id, a number.
export function addBooking(fields) {
  const booking = { ...fields, id: ++globalThis.lastBooking };
  bookings.set(booking.id, booking);
  return booking;
}

export const removeBooking = (id) => bookings.delete(id);
