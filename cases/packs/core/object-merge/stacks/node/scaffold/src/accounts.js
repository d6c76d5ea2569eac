const ACCOUNTS = new Map([
  ["ada", { features: { export: true, publish: true } }],
  ["ben", { features: { export: true } }],
]);

/** Whether an account may use a feature; accounts we do not know may use none. */
export function hasFeature(accountId, feature) {
  const account = ACCOUNTS.get(accountId) ?? { features: {} };
  return account.features[feature] === true;
}

/** What is shown beside a name: a badge, or nothing. */
export function badge(accountId) {
  const account = ACCOUNTS.get(accountId) ?? {};
  return account.badge ?? "";
}
