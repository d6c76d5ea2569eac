// The terms and the two ways on.

const PATH = /^\/(?!\/)[\w\-.~:/?#@!$&'()*+,;=%]*$/;

// The path of a page of ours.
function destination(next) {
  const path = next.startsWith(`${location.origin}/`) ? next.slice(location.origin.length) : next;
  return PATH.test(path) ? path : '/';
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
