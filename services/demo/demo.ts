// npm run demo: one customer's way through the shop, told step by step. Ends with 0 only if every check held.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, basketOf, type Mail, Shop } from './shop';

const url = process.env.DEMO_URL ?? 'http://127.0.0.1:8080';
const folder = process.env.DEMO_DATA ?? '.data';
const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const paint =
  (code: number) =>
  (text: string): string =>
    colour ? `\u001b[${code}m${text}\u001b[0m` : text;
const [green, red, bold, dim] = [paint(32), paint(31), paint(1), paint(2)];

let failed = 0;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const chapter = (title: string): boolean => say(`\n${bold(title)}`);
const step = (what: string, answer: Pick<Answer, 'status'>, told = ''): boolean =>
  say(`  ${what.padEnd(34)}${answer.status}${told && ` ${dim(told)}`}`);
const money = ({ amount, currency }: { readonly amount: number; readonly currency: string }): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount / 100);
/** A mail as its reader sees it. */
const letter = ({ to, subject, text }: Mail): void => {
  for (const line of [`To: ${to}`, `Subject: ${subject}`, '', ...text.trim().split('\n')]) say(`  ${dim('│')} ${line}`);
};
const check = (holds: boolean, what: string): void => {
  if (!holds) failed += 1;
  say(`  ${holds ? green('✓') : red('✗')} ${what}`);
};

const isUp = (): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** Starts the platform when nobody did, and gives the way to stop it. */
const platform = async (): Promise<() => Promise<void>> => {
  if (await isUp()) return async () => {};
  say(dim(`nothing answers at ${url}; starting the platform for the time of the demo`));
  const child = spawn(process.execPath, ['tools/start.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let tries = 0; !(await isUp()); tries++) {
    if (child.exitCode !== null || tries > 600) throw new Error("the platform did not start; see what 'npm start' says");
    await pause(100);
  }
  return async () => {
    child.kill('SIGINT');
    await gone;
  };
};

const story = async (): Promise<void> => {
  const shop = new Shop(url, folder);
  const started = Date.now();

  chapter('1. The shop puts a mug on the shelf');
  const office = await shop.backOffice();
  step('POST /auth/token', { status: 200 }, 'client credentials of the back office');
  const { sku, id } = await shop.stock(office);
  const product = await shop.get('GET', `/products/${id}`, {});
  step(`GET /products/${id.slice(0, 8)}…`, product, `${product.body.name}, ${product.body.status}, version ${product.headers.get('etag')}`);
  check(product.body.status === 'active', 'everybody can see it');

  chapter('2. Ada signs up, follows the link in her mail, signs in');
  const { email, token, me } = await shop.customer((what, told) => ('status' in told ? step(what, told) : letter(told)));
  step('GET /users/me', me, `profile made by the event auth.account.registered.v1`);
  check(me.body.email === email, 'her profile is there, with the address that only auth-service was told');

  chapter('3. She orders two mugs');
  const key = randomUUID();
  const order = await shop.get('POST', '/orders', { token, key, body: basketOf(sku) });
  const { body } = order;
  step(
    'POST /orders',
    order,
    `${body.number}: ${money(body.total)} with ${money(body.shipping)} shipping, ${money(body.tax)} tax included`,
  );
  check(body.status === 'pending' && body.subtotal.amount === 2900, 'the price is the catalogue’s, and the order waits for its payment');
  const mail = await shop.mailTo(email, new RegExp(body.number));
  say(`  ${dim('order.order.placed.v1 → notification-service →')}`);
  letter(mail);
  check(mail.to === email, 'she is told by mail');

  chapter('4. Her connection breaks, and her phone sends the order again');
  const again = await shop.get('POST', '/orders', { token, key, body: basketOf(sku) });
  step('POST /orders, same key', again, `Idempotency-Replayed: ${again.headers.get('idempotency-replayed')}`);
  check(again.body.id === body.id, 'it is the same order');
  const other = await shop.send('POST', '/orders', { token, key, body: basketOf(sku, 3) });
  step('POST /orders, same key, 3 mugs', other, other.body.code);
  check(other.status === 422, 'another wish with the same key is refused');
  await pause(1500);
  const list = await shop.get('GET', '/orders', { token });
  check(list.body.data.length === 1, 'there is one order');
  check(shop.mails().filter(({ text }) => text.includes(body.number)).length === 1, 'and one mail about it');

  chapter('5. Eve looks at it');
  const eve = await shop.customer();
  const spied = await shop.send('GET', `/orders/${body.id}`, { token: eve.token });
  step(`GET /orders/${body.id.slice(0, 8)}…`, spied, spied.body.code);
  check(spied.status === 404, 'for her it does not exist');
  const anonymous = await shop.send('GET', `/orders/${body.id}`);
  check(anonymous.status === 401, 'and without a token nobody is told anything');

  say(
    `\n${failed ? red(`${failed} checks did not hold`) : green('every check held')}, ${((Date.now() - started) / 1000).toFixed(1)} s. Mails are in ${join(folder, 'mail')}.`,
  );
};

let stop = async (): Promise<void> => {};

const run = async (): Promise<void> => {
  try {
    stop = await platform();
    if (!existsSync(folder)) throw new Error(`'${folder}' is not there; run the demo where 'npm start' runs`);
    await story();
  } catch (error) {
    failed += 1;
    say(red(`the story ends here: ${(error as Error).message}`));
  } finally {
    await stop();
  }
  process.exitCode = failed ? 1 : 0;
};

void run();
