// The rules for single values.

export const isHostname = () => true;

export const isEmail = () => true;

export const isVersionRange = () => true;

export const hostMatches = () => true;
