// A packing list; a click on a thing ticks it off.
import { useState } from 'react';

export function List({ list }) {
  const [packed, setPacked] = useState([]);
  return (
    <>
      <h1>{list.title}</h1>
      <p className="count">
        {packed.length} of {list.things.length}
      </p>
      <ul>
        {list.things.map((thing, index) => (
          <li key={index} className={packed.includes(index) ? 'packed' : 'open'}>
            <button onClick={() => setPacked([...packed, index])}>{thing}</button>
          </li>
        ))}
      </ul>
    </>
  );
}
