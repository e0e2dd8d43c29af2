import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { readSettings, secret, settings, WrongSettings } from './config';

const folder = mkdtempSync(join(tmpdir(), 'config-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => jest.restoreAllMocks());

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const needed = { SERVICE_NAME: 'gift-service', PORT: '8999', PUBLIC_URL: 'https://api.example.org' };
const mistakesOf = (...arguments_: Parameters<typeof readSettings>): unknown => {
  try {
    return readSettings(...arguments_);
  } catch (error) {
    return (error as WrongSettings).mistakes ?? error;
  }
};

class GiftSettings extends settings({
  WRAPPING_MINOR: z.coerce.number().int().min(0).default(250),
  API_TOKEN: z.string().min(8).optional(),
  RATES: z
    .string()
    .default('{}')
    .transform((text) => z.record(z.string(), z.number()).parse(JSON.parse(text))),
}) {}

test('a service gets its own settings, typed, and defaults for what is not set', () => {
  const { kit, own } = readSettings({ ...needed, WRAPPING_MINOR: '300', RATES: '{"DE":19}', DRAIN_MS: '' }, [GiftSettings]);
  expect(own[0]).toBeInstanceOf(GiftSettings);
  expect(own[0]).toEqual({ WRAPPING_MINOR: 300, RATES: { DE: 19 } });
  expect(kit).toMatchObject({ PORT: 8999, DRAIN_MS: 5000, STANDBY: false, TRACE_SAMPLING: 0.05, DATABASE_POOL_MAX: 10 });
});

test('a value may stand in a file, whose end of line does not count; the variable itself goes first', () => {
  const [API_TOKEN_FILE, SERVICE_NAME_FILE] = [file('token', 'from-a-file\n'), file('name', 'other-service')];
  const { kit, own } = readSettings({ ...needed, API_TOKEN_FILE, SERVICE_NAME_FILE }, [GiftSettings]);
  expect([kit.SERVICE_NAME, own[0]]).toMatchObject(['gift-service', { API_TOKEN: 'from-a-file' }]);
});

test('all mistakes are told at once, without the values of secrets', () => {
  const variables = {
    ...{ SERVICE_NAME: 'Gift', PORT: '', LOG_LEVEL: 'loud', DRAIN_MS: '-1', STANDBY: 'yes', DATABASE_URL: 'mysql://root:hunter2@db' },
    ...{ WRAPPING_MINOR: 'much', API_TOKEN: 'hunter2', RATES: '{"DE":', CLIENT_SECRET_FILE: '/nowhere/client-secret' },
  };
  const mistakes = mistakesOf(variables, [GiftSettings], ['DATABASE_HOST', 'PORT']) as string[];
  expect([...mistakes].sort()).toEqual([
    'settings: missing-setting: DATABASE_HOST is not set; set DATABASE_HOST, or DATABASE_HOST_FILE to a file that holds it',
    'settings: missing-setting: PORT is not set; set PORT, or PORT_FILE to a file that holds it',
    'settings: missing-setting: PUBLIC_URL is not set; set PUBLIC_URL, or PUBLIC_URL_FILE to a file that holds it',
    "settings: unreadable-file: CLIENT_SECRET_FILE names '/nowhere/client-secret', which cannot be read (ENOENT); mount the secret there",
    'settings: wrong-setting: API_TOKEN is not right: too small: expected string to have >=8 characters; correct it',
    'settings: wrong-setting: DATABASE_URL is not right: invalid url; correct it',
    "settings: wrong-setting: DRAIN_MS is '-1': too small: expected number to be >=0; correct it",
    expect.stringContaining("settings: wrong-setting: LOG_LEVEL is 'loud': invalid option"),
    'settings: wrong-setting: RATES is \'{"DE":\': it cannot be read; correct it',
    expect.stringContaining("settings: wrong-setting: SERVICE_NAME is 'Gift': invalid string"),
    expect.stringContaining("settings: wrong-setting: STANDBY is 'yes': invalid option"),
    "settings: wrong-setting: WRAPPING_MINOR is 'much': invalid input: expected number, received nan; correct it",
  ]);
  expect(mistakes.join()).not.toContain('hunter2');
  expect(() => readSettings(variables, [])).toThrow(WrongSettings);
});

describe('a secret', () => {
  const at = (seconds: number) => jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000 + seconds * 1000);
  const replace = (path: string, text: string, seconds: number) => {
    writeFileSync(path, text);
    utimesSync(path, seconds, seconds);
  };

  test('is read again when its file changes, and looked for at most once a second', () => {
    const path = file('password', 'first\n');
    const read = secret({ PASSWORD_FILE: path, PASSWORD: 'not this one' }, 'PASSWORD');
    at(0);
    expect(read()).toBe('first');
    replace(path, 'second', 2000);
    at(0.9);
    expect(read()).toBe('first');
    at(1);
    expect(read()).toBe('second');
  });

  test('keeps its value while the file is away', () => {
    const path = file('fleeting', 'value');
    const read = secret({ PASSWORD_FILE: path }, 'PASSWORD');
    at(0);
    expect(read()).toBe('value');
    rmSync(path);
    at(10);
    expect(read()).toBe('value');
    replace(path, 'new', 3000);
    at(20);
    expect(read()).toBe('new');
  });

  test('without a file is the variable, or nothing', () => {
    expect([secret({ PASSWORD: 'x' }, 'PASSWORD')(), secret({}, 'PASSWORD')()]).toEqual(['x', '']);
  });
});

describe('where real people are', () => {
  class MailSettings extends settings(
    { MAIL_URL: z.url(), SIMULATED: z.enum(['true', 'false']).default('false') },
    {
      unsafeInProd: ({ MAIL_URL, SIMULATED }) => [
        ...(MAIL_URL.startsWith('file:') ? ['MAIL_URL is a folder; give the address of a mail server'] : []),
        ...(SIMULATED === 'true' ? ["SIMULATED is 'true'; remove it"] : []),
      ],
    },
  ) {}
  const unsafe = { ...needed, FAULTS_ENABLED: 'true', MAIL_URL: 'file:///tmp', SIMULATED: 'true' };

  test('settings that are for tests are refused, all at once and beside wrong ones', () => {
    const expected = [
      "settings: unsafe-setting: FAULTS_ENABLED is 'true'; remove it where ENVIRONMENT is 'prod'",
      "settings: unsafe-setting: MAIL_URL is a folder; give the address of a mail server where ENVIRONMENT is 'prod'",
      "settings: unsafe-setting: SIMULATED is 'true'; remove it where ENVIRONMENT is 'prod'",
    ];
    expect(mistakesOf({ ...unsafe, ENVIRONMENT: 'prod' }, [MailSettings])).toEqual(expected);
    expect(mistakesOf({ ...unsafe, ENVIRONMENT: 'prod' }, [MailSettings], ['CLIENT_SECRET'])).toHaveLength(4);
    expect(mistakesOf({ ...unsafe, ENVIRONMENT: 'prod', MAIL_URL: 'x' }, [MailSettings])).toEqual([
      expected[0],
      'settings: wrong-setting: MAIL_URL is not right: invalid url; correct it',
    ]);
  });

  test.each(['local', 'test', 'staging'])("and are fine in '%s'", (ENVIRONMENT) =>
    expect(readSettings({ ...unsafe, ENVIRONMENT }, [MailSettings]).own[0]).toMatchObject({ SIMULATED: 'true' }),
  );
});
