// Fetches the ticket that the page names and shows it.
import { createRoot } from 'react-dom/client';

import { Messages } from './Messages.jsx';

const place = document.getElementById('desk');
const answer = await fetch(`/api/tickets/${place.dataset.ticket}`);
const { id, messages } = await answer.json();

createRoot(place).render(
  <>
    <h1>Ticket {id}</h1>
    <Messages messages={messages} />
  </>,
);
