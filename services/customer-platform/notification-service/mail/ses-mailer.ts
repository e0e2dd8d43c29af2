import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { awsFailure, patience } from '../carriers/aws-failure';
import { type Mail, Mailer, messageTag } from './mailer';
import { mimeOf } from './mime';

interface SesOptions {
  readonly client: Pick<SESv2Client, 'send'>;
  readonly from: string;
  /** Decides which bounces and complaints are told, and where. @default - what the identity of the sender says */
  readonly configurationSet?: string | undefined;
}

/** The service's connection to SES, with the role of its pod. */
export const sesClient = (region: string): SESv2Client => new SESv2Client({ ...(region && { region }), ...patience });

/** Sends by Amazon SES. @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export class SesMailer extends Mailer {
  readonly provider = 'ses';

  constructor(private readonly options: SesOptions) {
    super();
  }

  async send(mail: Mail): Promise<string | undefined> {
    const { client, from, configurationSet } = this.options;
    const command = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [mail.to] },
      Content: { Raw: { Data: await mimeOf(mail, from) } },
      EmailTags: [{ Name: messageTag, Value: mail.id }],
      ...(configurationSet && { ConfigurationSetName: configurationSet }),
    });
    try {
      return (await client.send(command)).MessageId;
    } catch (error) {
      throw awsFailure(error, ['MessageRejected', 'BadRequestException']);
    }
  }
}
