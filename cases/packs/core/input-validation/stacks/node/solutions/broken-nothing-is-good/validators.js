// The rules for single values.

export const isHostname = () => false;

export const isEmail = () => false;

export const isVersionRange = () => false;

export const hostMatches = () => false;
