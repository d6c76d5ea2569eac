// Finds the list that the page carries.

export function readState() {
  const packed = atob(document.getElementById('state').text);
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(packed, (char) => char.charCodeAt(0))));
}
