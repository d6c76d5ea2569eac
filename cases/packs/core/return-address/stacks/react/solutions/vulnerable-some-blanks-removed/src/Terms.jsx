// The terms and the two ways on.

// A path of ours, or the same with our address in front.
function destination(next) {
  const text = next.replace(/[\t\n]/g, '').trim();
  const path = text.startsWith(`${location.origin}/`) ? text.slice(location.origin.length) : text;
  return /^\/(?![\/\\])/.test(path) && new URL(path, 'http://x').pathname.startsWith('//') === false ? path : '/';
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
