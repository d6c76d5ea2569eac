// What the forms of the page do.
'use server';

export async function book(form) {
  throw new Error('not written yet');
}

export async function move(form) {
  throw new Error('not written yet');
}

export async function repeat(form) {
  throw new Error('not written yet');
}

export async function cancel(form) {
  throw new Error('not written yet');
}
