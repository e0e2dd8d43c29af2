import type { BuiltService } from '#model';
import { pinned } from './pins';

const base = pinned('docker.io/library/node:24-bookworm-slim');

/** The user that nobody is: the one that pods run as. */
const user = '65532:65532';

/** How the image of a service is built: from its bundle alone, which the first stage makes of the whole repository. */
export const dockerfileOf = ({
  name,
  file,
  http: { port },
}: BuiltService): string => `# Written from the definition by \`npm run synth\`; do not edit.
# $ docker build -f ${file.replace(/[^/]+$/, 'Dockerfile')} -t ${name} .
FROM ${base} AS build
WORKDIR /repository
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node tools/images/bundle.mjs ${name} /image

FROM ${base}
ENV NODE_ENV=production
WORKDIR /service
COPY --from=build /image ./
USER ${user}
EXPOSE ${port}
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || ${port}) + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "main.js"]
`;
