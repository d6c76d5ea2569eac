// The terms and the two ways on.

// The address that the text stands for, if it is one of the web.
function destination(next) {
  const address = URL.parse(next, location.origin);
  return ['http:', 'https:'].includes(address?.protocol) ? address.href : '/';
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
