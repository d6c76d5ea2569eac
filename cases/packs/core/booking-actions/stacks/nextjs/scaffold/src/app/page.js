// The bookings that the person who is signed in may see, with a form for everything that can be done with one.
import { allBookings } from '../lib/bookings.js';
import { currentPerson } from '../lib/session.js';
import { book, cancel, move, repeat } from './actions.js';

export default async function Page() {
  const person = await currentPerson();
  if (!person) return <p className="signed-out">Please sign in.</p>;
  const seen = allBookings().filter(({ owner }) => owner === person.id || person.role === 'reception');
  return (
    <main>
      <h1>{person.name}</h1>
      <form className="book" action={book}>
        <input name="room" /> <input name="day" /> <input name="note" /> <button>Book</button>
      </form>
      <ul>
        {seen.map((booking) => (
          <Booking key={booking.id} {...booking} />
        ))}
      </ul>
    </main>
  );
}

function Booking({ id, room, day, note }) {
  return (
    <li className="booking" data-id={id} data-room={room} data-day={day} data-note={note}>
      {`${room}, ${day}: ${note}`}
      <form className="move" action={move}>
        <input type="hidden" name="id" value={id} /> <input name="day" defaultValue={day} /> <button>Move</button>
      </form>
      <form className="repeat" action={repeat}>
        <input type="hidden" name="id" value={id} /> <input name="day" /> <button>Book again</button>
      </form>
      <form className="cancel" action={cancel}>
        <input type="hidden" name="id" value={id} /> <button>Cancel</button>
      </form>
    </li>
  );
}
