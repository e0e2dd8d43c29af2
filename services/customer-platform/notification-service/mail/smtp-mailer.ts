import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { SendFailure } from '../carriers/carrier';
import { type Mail, Mailer } from './mailer';
import { mimeOf } from './mime';

const loopback = /^(localhost|127\.|\[?::1)/;

/** What nodemailer tells of a failure. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

interface SmtpOptions {
  /** As in the setting `MAIL_URL`. */
  readonly url: URL;
  readonly from: string;
  /** Silence that is put up with, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Sends by SMTP, one connection a mail. Connections are encrypted, except to this machine. The connection is driven step by step, because
 * only so it is known whether the server had the mail when something went wrong.
 * @see https://nodemailer.com/extras/smtp-connection
 */
export class SmtpMailer extends Mailer {
  readonly provider = 'smtp';
  private readonly connection: SMTPConnectionOptions;
  private readonly auth: { readonly user: string; readonly pass: string } | undefined;
  private readonly from: string;
  private readonly longestMs: number;

  constructor({ url, from, timeoutMs }: SmtpOptions) {
    super();
    const { protocol, hostname, port, username, password } = url;
    const secure = protocol === 'smtps:';
    this.connection = {
      host: hostname,
      port: Number(port || (secure ? 465 : 587)),
      secure,
      requireTLS: !secure && !loopback.test(hostname),
      ...{
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
        socketCloseTimeout: 500,
      },
    };
    this.auth = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined;
    this.from = from;
    this.longestMs = timeoutMs * 3;
  }

  async send(mail: Mail): Promise<undefined> {
    const content = await mimeOf(mail, this.from);
    const connection = new SMTPConnection(this.connection);
    let handedOver = false;
    const stream = new Readable({
      // Asked for only after the server has said that it wants the mail.
      read(): void {
        handedOver = true;
        this.push(content);
        this.push(null);
      },
    });
    const broken = new Promise<never>((_, reject) => void connection.on('error', reject));
    broken.catch(() => undefined);
    const late = this.after(this.longestMs);
    const step = (start: (done: (error?: Error | null) => void) => void): Promise<unknown> =>
      Promise.race([broken, late.promise, new Promise<void>((resolve, reject) => start((error) => (error ? reject(error) : resolve())))]);
    try {
      const { auth } = this;
      await step((done) => connection.connect(done));
      if (auth) await step((done) => connection.login({ ...auth, credentials: auth }, done));
      await step((done) => connection.send({ from: this.from, to: [mail.to] }, stream, done));
      connection.quit();
    } catch (error) {
      connection.close();
      throw failureOf(error as SmtpError, handedOver);
    } finally {
      late.cancel();
    }
  }

  private after(milliseconds: number): { readonly promise: Promise<never>; cancel(): void } {
    const timer: { handle?: NodeJS.Timeout } = {};
    const promise = new Promise<never>((_, reject) => {
      timer.handle = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), milliseconds);
    });
    promise.catch(() => undefined);
    return { promise, cancel: () => clearTimeout(timer.handle) };
  }
}

/** Only what the server says of the recipient or of the mail is final; what it says of us, an operator can mend. */
const failureOf = ({ code, command = '', response = '', responseCode = 0 }: SmtpError, handedOver: boolean): SendFailure => {
  const said = `the mail server said ${responseCode || 'nothing'} to ${command || 'the connection'} (${code ?? 'unknown'})`;
  const aboutTheMail = command === 'RCPT TO' || command === 'DATA';
  if (responseCode >= 500 && aboutTheMail) return new SendFailure('refused', said, command === 'RCPT TO' && /\b5\.1\.\d/.test(response));
  return new SendFailure(handedOver && responseCode === 0 ? 'unknown' : 'not-taken', said);
};
