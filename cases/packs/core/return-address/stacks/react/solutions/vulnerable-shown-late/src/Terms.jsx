// The terms and the two ways on.

import { useEffect, useState } from 'react';

export function Terms({ next }) {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const waiting = setTimeout(() => setReady(true), 400);
    return () => clearTimeout(waiting);
  }, []);
  if (!ready) return null;
  const address = next || '/';
  const accept = async () => {
    await fetch('/api/acceptance', { method: 'POST' });
    location.assign(address);
  };
  return (
    <>
      <h1>Our new terms</h1>
      <p>Books are lent for four weeks.</p>
      <button className="accept" onClick={accept}>
        I accept
      </button>{' '}
      <a className="later" href={address}>
        Later
      </a>
    </>
  );
}
