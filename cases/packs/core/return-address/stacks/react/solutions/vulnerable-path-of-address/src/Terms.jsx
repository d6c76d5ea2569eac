// The terms and the two ways on.

// The page that the text points to, if it is one of ours.
function destination(next) {
  const address = URL.parse(next, location.origin);
  if (address?.origin !== location.origin) return '/';
  return address.pathname + address.search + address.hash;
}

export function Terms({ next }) {
  const address = destination(next);
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
