import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';

/** Of the bundle; where the sources run as modules, which have none, of the folder that they are run in. */
const find = typeof require === 'function' ? require : createRequire(join(process.cwd(), 'package.json'));

/** The code of a function, from a folder of the toolkit: of its repository, or of a package that somebody has installed. */
export const functionCode = (folder: string): AssetCode =>
  Code.fromAsset(join(dirname(find.resolve('ultimate-devops-platform/package.json')), 'cdk', folder));
