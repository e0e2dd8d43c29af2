import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const folder = 'cdk/documents-login';

/** Packages that the driver asks for only where somebody uses what they are for; and what Lambda has. */
const external = ['@aws-sdk/*', '@mongodb-js/zstd', 'aws4', 'gcp-metadata', 'kerberos', 'mongodb-client-encryption', 'snappy', 'socks'];

let built: Uint8Array | undefined;

/**
 * The function that makes logins to documents, in one file with its driver: Lambda has none. Made once a process, of the same bytes on every
 * machine.
 */
export const loginBundle = (): Uint8Array => {
  built ??= buildSync({
    entryPoints: [join(folder, 'index.mjs')],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // What Lambda has is found by require alone.
    supported: { 'dynamic-import': false },
    external,
    // Node reads addresses as well, in a third of the bytes.
    alias: { 'whatwg-url': 'node:url' },
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  }).outputFiles[0]?.contents;
  if (built === undefined) throw new Error(`${folder}: nothing was built`);
  return built;
};

/** The same in a folder of its own, as Lambda takes it. Who builds at the same time writes the same there. */
export const loginCode = (): lambda.Code => {
  const bundle = loginBundle();
  const to = join('node_modules', '.cache', 'documents-login', createHash('sha256').update(bundle).digest('hex').slice(0, 16));
  const file = join(to, 'index.js');
  if (!existsSync(file)) {
    mkdirSync(to, { recursive: true });
    const draft = `${to}-${process.pid}.js`;
    writeFileSync(draft, bundle);
    renameSync(draft, file);
  }
  return lambda.Code.fromAsset(to);
};
