import { RetryBudget } from './retry-budget';

const spendAll = (budget: RetryBudget): number => {
  let spent = 0;
  while (budget.spend()) spent++;
  return spent;
};

test('begins with three retries', () => expect(spendAll(new RetryBudget())).toBe(3));

test('ten calls earn one retry', () => {
  const budget = new RetryBudget();
  spendAll(budget);
  for (let call = 0; call < 9; call++) budget.earn();
  expect(budget.spend()).toBe(false);
  budget.earn();
  expect([budget.spend(), budget.spend()]).toEqual([true, false]);
});

test('a thousand calls that all want a retry get a tenth of it', () => {
  const budget = new RetryBudget();
  spendAll(budget);
  let spent = 0;
  for (let call = 0; call < 1000; call++) {
    budget.earn();
    if (budget.spend()) spent++;
  }
  expect(spent).toBe(100);
});

test('a quiet time saves up ten retries, no more', () => {
  const budget = new RetryBudget();
  for (let call = 0; call < 10_000; call++) budget.earn();
  expect(spendAll(budget)).toBe(10);
});
