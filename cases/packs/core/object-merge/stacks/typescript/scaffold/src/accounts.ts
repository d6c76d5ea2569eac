interface Account {
  features: Record<string, boolean>;
  badge?: string;
}

const ACCOUNTS = new Map<string, Account>([
  ["ada", { features: { export: true, publish: true } }],
  ["ben", { features: { export: true } }],
]);

/** Whether an account may use a feature; accounts we do not know may use none. */
export function hasFeature(accountId: string, feature: string): boolean {
  const account: Account = ACCOUNTS.get(accountId) ?? { features: {} };
  return account.features[feature] === true;
}

/** What is shown beside a name: a badge, or nothing. */
export function badge(accountId: string): string {
  const account: Partial<Account> = ACCOUNTS.get(accountId) ?? {};
  return account.badge ?? "";
}
