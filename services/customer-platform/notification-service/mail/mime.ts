import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from './mailer';

/** A mail as it travels: headers, a part in plain text and one in HTML. */
export const mimeOf = ({ id, to, subject, text, html, at, unsubscribe }: Mail, from: string): Promise<Buffer> =>
  new MailComposer({
    from: { name: '', address: from },
    // As an object it is one address; as text it could be read as a list.
    to: { name: '', address: to },
    ...{ subject, text, html },
    messageId: `<${id}@${from.split('@')[1] ?? 'localhost'}>`,
    date: at,
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribe && {
        'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
