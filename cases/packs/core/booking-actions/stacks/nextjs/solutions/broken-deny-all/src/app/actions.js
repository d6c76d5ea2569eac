// What the forms of the page do.
'use server';

import { redirect } from 'next/navigation';

export async function book() {
  redirect('/');
}

export async function move() {
  redirect('/');
}

export async function repeat() {
  redirect('/');
}

export async function cancel() {
  redirect('/');
}
