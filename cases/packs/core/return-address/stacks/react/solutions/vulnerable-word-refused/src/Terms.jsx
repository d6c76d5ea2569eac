// The terms and the two ways on.

// The address that the text stands for.
function destination(next) {
  return next.startsWith('javascript:') || next.startsWith('data:') ? '/' : next || '/';
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
