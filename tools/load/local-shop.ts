import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Shop, until } from '../../services/demo/shop';

/** Somebody who can sign in. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

interface Place {
  /** Where the platform is. */
  readonly url: string;
  /** Where a platform on this computer keeps its data: `.data`. */
  readonly folder: string;
}

const pieces = 1_000_000;

/** The customer whom a platform on this computer has from the start. Throws where its data is not. */
export const localAccount = ({ folder }: Place): Account => {
  const file = join(folder, 'secrets', 'demo-password');
  if (existsSync(file)) return { email: 'customer@demo.local', password: readFileSync(file, 'utf8').trim() };
  throw new Error(
    `load: no-account: '${file}' is not there; run it where 'npm start' runs, name its --folder, or set LOAD_EMAIL and LOAD_PASSWORD`,
  );
};

/** Sees to it that there is something to buy on a platform of this computer: where nothing is found, enough of one thing is put on the shelf. */
export const fillShelf = async ({ url, folder }: Place): Promise<void> => {
  const shop = new Shop(url, folder);
  const find = async (): Promise<boolean> => {
    const { status, body } = await shop.send('GET', '/search?inStock=true&limit=1');
    return status !== 200 || body.data.length > 0;
  };
  if (await find()) return;
  await shop.shelve(await shop.backOffice(), { pieces, name: 'Load mug' });
  await until('what was put on the shelf', find);
};
