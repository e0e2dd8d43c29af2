/**
 * CloudFormation resource: the consent of a transit gateway to being joined with one of another region, and the wait until they are. Deleting
 * it does nothing, since deleting the attachment undoes both. Properties: `AttachmentId`, `Region` of the gateway that consents.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */

const asked = 'pendingAcceptance';
const underWay = ['initiatingRequest', 'initiating', 'pending', 'modifying'];

/** Asks every 10 s, for 12 minutes at most; Lambda ends it after 15. */
export const accept = async ({ AttachmentId, Region }, { stateOf, acceptIn, sleep }) => {
  if (!AttachmentId || !Region)
    throw new Error('ResourceProperties: missing-property: AttachmentId or Region is missing; add it to the resource');
  let accepted = false;
  for (let asks = 0; asks < 72; asks++) {
    const state = await stateOf(Region, AttachmentId);
    if (state === 'available') return;
    if (state === asked && !accepted) {
      await acceptIn(Region, AttachmentId);
      accepted = true;
    } else if (state !== undefined && state !== asked && !underWay.includes(state))
      throw new Error(`${AttachmentId}: not-joined: its state in ${Region} is '${state}'; delete it there, then deploy again`);
    // The other region hears of it after a while.
    await sleep(10_000);
  }
  throw new Error(
    `${AttachmentId}: not-joined: it is not available in ${Region} after 12 minutes; look at its state there, then deploy again`,
  );
};

export const handlerWith =
  ({ respond, ...ports }) =>
  async ({ RequestType, ResponseURL, StackId, RequestId, LogicalResourceId, PhysicalResourceId, ResourceProperties }) => {
    const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: PhysicalResourceId ?? RequestId };
    try {
      if (RequestType !== 'Delete') {
        await accept(ResourceProperties, ports);
        answer.PhysicalResourceId = ResourceProperties.AttachmentId;
      }
      await respond(ResponseURL, { ...answer, Status: 'SUCCESS' });
    } catch (error) {
      await respond(ResponseURL, { ...answer, Status: 'FAILED', Reason: String(error.message).slice(0, 1000) });
    }
  };

const ec2 = async (region) => {
  const sdk = await import('@aws-sdk/client-ec2');
  return { sdk, client: new sdk.EC2Client({ region }) };
};

export const handler = handlerWith({
  stateOf: async (region, id) => {
    const { sdk, client } = await ec2(region);
    const filters = [{ Name: 'transit-gateway-attachment-id', Values: [id] }];
    const { TransitGatewayPeeringAttachments: found = [] } = await client.send(
      new sdk.DescribeTransitGatewayPeeringAttachmentsCommand({ Filters: filters }),
    );
    return found[0]?.State;
  },
  acceptIn: async (region, id) => {
    const { sdk, client } = await ec2(region);
    await client.send(new sdk.AcceptTransitGatewayPeeringAttachmentCommand({ TransitGatewayAttachmentId: id }));
  },
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  respond: async (url, answer) => {
    const { ok, status } = await fetch(url, { method: 'PUT', body: JSON.stringify(answer), signal: AbortSignal.timeout(10_000) });
    if (!ok) throw new Error(`CloudFormation did not take the answer: ${status}`);
  },
});
