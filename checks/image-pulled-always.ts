import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'No pod starts while the registry is away, although the node has the image, and a digest names the same one for ever.',
  // The public rules ask for the opposite, which is right for tags that move.
  elsewhere: { checkov: ['CKV_K8S_15'], 'kube-score': ['container-image-pull-policy'] },
  *check({ containers }) {
    for (const { app, json, container } of containers) {
      const { name, image = '', imagePullPolicy } = container;
      if (!image.includes('@sha256:') || imagePullPolicy === 'IfNotPresent') continue;
      const fact = `container '${name}' has imagePullPolicy ${imagePullPolicy ? `'${imagePullPolicy}'` : 'unset'}`;
      yield { app, json, fact, fix: "set imagePullPolicy to 'IfNotPresent'" };
    }
  },
  mutation: (apps) => {
    firstContainer(apps).imagePullPolicy = 'Always';
  },
});
