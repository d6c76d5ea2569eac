// The terms and the two ways on.

// The text without our own address in front, as a path below it.
function destination(next) {
  const path = next.startsWith(`${location.origin}/`) ? next.slice(location.origin.length) : next;
  return path.startsWith('/') ? location.origin + path : '/';
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
