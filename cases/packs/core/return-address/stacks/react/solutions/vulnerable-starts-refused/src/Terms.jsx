// The terms and the two ways on.

// The page that the text points to, if it is one of ours.
function destination(next) {
  if (next.startsWith(`${location.origin}/`)) return next;
  const start = next.replace(/[\u0000-\u0020]/g, '').toLowerCase();
  const bad = /^(?:[a-z]+:\/\/|\/\/|\/\\|\\|javascript:|data:|vbscript:|blob:)/.test(start);
  return bad ? '/' : next || '/';
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
