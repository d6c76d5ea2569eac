// Renders a list on the server.
import { renderToString } from 'react-dom/server.browser';

import { List } from './List.jsx';

export const render = (list) => renderToString(<List list={list} />);
