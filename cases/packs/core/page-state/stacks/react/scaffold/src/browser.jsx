// Takes the rendered list over.
import { hydrateRoot } from 'react-dom/client';

import { List } from './List.jsx';
import { readState } from './state.js';

hydrateRoot(document.getElementById('list'), <List list={readState()} />);
