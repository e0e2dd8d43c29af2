import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract, type Template } from './contract';
import { besideCluster, createdAt, environmentsOf, propertiesOf, usedBy } from './reading';
import { permissionsOf } from './rights';

const { email, sms } = names.sendingVariables;

const domainIn = (domain: string, region: string): string => `mail from ${domain} in ${region}`;
const mailBy = (address: string, region: string, service: string): string => `mail from ${address} in ${region}, sent by ${service}`;
const textsBy = (region: string, service: string): string => `text messages in ${region}, sent by ${service}`;

/** Whether the zone shows the three keys by which receivers see that mail is really from a sender. */
const isShown = (id: string, { resources }: Template): boolean =>
  [1, 2, 3].every((token) =>
    Object.values(resources).some(
      ({ Type, Properties }) =>
        Type === 'AWS::Route53::RecordSet' && JSON.stringify(Properties.Name) === `{"Fn::GetAtt":["${id}","DkimDNSTokenName${token}"]}`,
    ),
  );

export default defineContract({
  what: 'sender',
  kind: 'derived',
  why: 'AWS sends no mail from a domain that is not proved to be ours, and none for a service whose role does not say so.',
  *created(sides) {
    for (const sender of besideCluster(sides, 'AWS::SES::EmailIdentity'))
      if (isShown(sender.id, sender.template)) yield createdAt(sender, domainIn(sender.properties.EmailIdentity, sender.template.region));
    for (const { at, service, action, arn, conditions } of permissionsOf(sides)) {
      const { region } = at.template;
      const address = conditions.StringEquals?.['ses:FromAddress'];
      const [, domain = ''] = /:identity\/(.+)$/.exec(arn) ?? [];
      // Mail is put together by the service, which is a right of its own.
      if (action === 'ses:SendRawEmail' && typeof address === 'string' && address.endsWith(`@${domain}`))
        yield createdAt(at, mailBy(address, region, service));
      if (action === 'sns:Publish' && arn === '*') yield createdAt(at, textsBy(region, service));
    }
  },
  *used(sides) {
    for (const { object, service, variables } of environmentsOf(sides)) {
      const [mail, texts] = [variables[email], variables[sms]];
      if (mail?.startsWith('ses:')) {
        const { hostname, searchParams } = new URL(mail);
        const from = searchParams.get('from') ?? '';
        yield usedBy(object, domainIn(from.replace(/^.*@/, ''), hostname));
        yield usedBy(object, mailBy(from, hostname, service.name));
      }
      if (texts?.startsWith('sns:')) yield usedBy(object, textsBy(new URL(texts).hostname, service.name));
    }
  },
  fix: {
    missing: "let cdk/messages-stack.ts make the sender, and say in the service's 'sends' what it sends",
    unused: 'let a service send, or take it out of its sends',
  },
  mutations: {
    template: (templates) => {
      for (const sender of propertiesOf(templates, 'AWS::SES::EmailIdentity')) sender.EmailIdentity = `www.${sender.EmailIdentity}`;
    },
    manifest: (apps) => {
      const sending = apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'ConfigMap' && json.data?.[email]));
      const { data } = firstOf(sending, 'ConfigMap');
      data[email] = data[email].replace('@', '@www.');
    },
  },
});
