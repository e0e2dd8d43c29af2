import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { awsFailure, patience } from '../carriers/aws-failure';
import { type ShortMessage, Sms } from './sms';

/** The service's connection to SNS, with the role of its pod. */
export const snsClient = (region: string): SNSClient => new SNSClient({ ...(region && { region }), ...patience });

/** Sends by Amazon SNS. @see https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html */
export class SnsSms extends Sms {
  readonly provider = 'sns';

  constructor(private readonly client: Pick<SNSClient, 'send'>) {
    super();
  }

  async send({ to, text, marketing }: ShortMessage): Promise<string | undefined> {
    const kind = { DataType: 'String', StringValue: marketing ? 'Promotional' : 'Transactional' };
    const command = new PublishCommand({ PhoneNumber: to, Message: text, MessageAttributes: { 'AWS.SNS.SMS.SMSType': kind } });
    try {
      return (await this.client.send(command)).MessageId;
    } catch (error) {
      throw awsFailure(error, ['InvalidParameterException', 'InvalidParameterValueException', 'OptedOutException']);
    }
  }
}
