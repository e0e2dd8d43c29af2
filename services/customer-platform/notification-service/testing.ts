import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context, PublicFetch, ServiceModule } from '#kit';
import { partsOf, type ServiceModuleClass } from '../../kit/service-module';
import { startTrace } from '../../kit/telemetry';
import { HandOver } from './hand-over';
import { NotificationModule } from './module';

/** A mail as its reader sees it. */
export interface ReadMail {
  readonly headers: string;
  readonly text: string;
  readonly html: string;
}

const decoded = (part: string): string => {
  const [head = '', ...rest] = part.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  if (!/encoding: quoted-printable/i.test(head)) return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
};

/** Takes a mail apart. Folded headers become one line each. */
export const readMail = (source: string): ReadMail => {
  const [head = ''] = source.split('\r\n\r\n');
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? '';
  const parts = source.split(`--${boundary}`);
  const part = (type: string): string =>
    decoded(parts.find((each) => each.includes(`Content-Type: ${type}`) && !each.startsWith(head))?.trimStart() ?? '');
  return { headers: head.replace(/\r\n[ \t]+/g, ' '), text: part('text/plain'), html: part('text/html') };
};

/** A folder that mails are written into. */
export const mailFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'mails-'));
  const names = (word: string): string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.eml') && name.includes(word))
      .sort();
  return {
    folder,
    settings: settingsFor(`file://${folder}`, `file://${folder}/sms`),
    names,
    /** Text messages to a number. */
    texts: (phone: string): string[] => {
      const path = join(folder, 'sms');
      if (!existsSync(path)) return [];
      return readdirSync(path)
        .filter((name) => name.includes(phone))
        .sort()
        .map((name) => readFileSync(join(path, name), 'utf8'));
    },
    remove: (name: string): void => rmSync(join(folder, name)),
    mode: (name: string): number => statSync(join(folder, name)).mode & 0o777,
    /** Mails whose file name contains a word: a template or a recipient. */
    mails: (word: string): ReadMail[] => names(word).map((name) => readMail(readFileSync(join(folder, name), 'utf8'))),
  };
};

export const settingsFor = (mailUrl: string, smsUrl = 'file:///nowhere'): Readonly<Record<string, string>> => ({
  MAIL_URL: mailUrl,
  SMS_URL: smsUrl,
  UNSUBSCRIBE_KEY: 'k'.repeat(32),
  ENDPOINT_ENCRYPTION_KEY: Buffer.alloc(32, 'k').toString('base64'),
  MAIL_TIMEOUT_MS: '150',
});

/** The module of the service, with an internet of the test's own, and with what puts ids on its queue. */
export const testedModule = (
  internet: PublicFetch = new PublicFetch(),
): { module: ServiceModuleClass; put(ids: readonly string[]): Promise<void> } => {
  const seen: { handOver?: HandOver } = {};
  const see = (handOver: HandOver) => Object.assign(seen, { handOver });
  class Tested {}
  const parts = partsOf(NotificationModule);
  ServiceModule({
    ...parts,
    providers: [
      ...(parts.providers ?? []),
      { provide: PublicFetch, useValue: internet },
      { provide: 'seen', useFactory: see, inject: [HandOver] },
    ],
  })(Tested);
  return { module: Tested, put: async (ids) => seen.handOver?.put({ trace: startTrace(undefined) } as Context, ids) };
};

/** What a mail server does with a mail: takes it, takes it and says nothing, has no such mailbox, has no time, says nothing at all. */
export type Behaviour = 'accept' | 'silent-after-data' | 'no-mailbox' | 'busy' | 'silent' | 'closes-early';

/** A mail server that behaves as told, and remembers what it was given. */
export const smtpServer = async () => {
  const received: ReadMail[] = [];
  const recipients: string[] = [];
  const sockets = new Set<Socket>();
  let behaviour: Behaviour = 'accept';
  const server = createServer((socket) => {
    sockets.add(socket);
    let [data, buffered] = [false, ''];
    const say = (line: string): void => void (socket.destroyed || socket.write(`${line}\r\n`));
    const answers: Readonly<Record<string, () => void>> = {
      EHLO: () => say('250 test'),
      MAIL: () => (behaviour === 'closes-early' ? socket.destroy() : say('250 ok')),
      RCPT: () => say({ 'no-mailbox': '550 5.1.1 no such user', busy: '451 4.3.0 later' }[behaviour as string] ?? '250 ok'),
      DATA: () => {
        data = true;
        say('354 go on');
      },
      QUIT: () => socket.end('221 bye\r\n'),
    };
    const take = (): void => {
      const end = buffered.indexOf('\r\n.\r\n');
      if (end < 0) return;
      received.push(readMail(buffered.slice(0, end)));
      [data, buffered] = [false, buffered.slice(end + 5)];
      if (behaviour !== 'silent-after-data') say('250 taken');
    };
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffered += chunk;
      if (data) return take();
      const lines = buffered.split('\r\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('RCPT')) recipients.push(line);
        (answers[line.slice(0, 4).toUpperCase()] ?? (() => say('250 ok')))();
      }
    });
    if (behaviour !== 'silent') say('220 test');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}?from=shop@example.com`;
  return {
    url,
    settings: settingsFor(url),
    received,
    recipients,
    behave: (next: Behaviour): void => {
      behaviour = next;
    },
    close: (): void => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
