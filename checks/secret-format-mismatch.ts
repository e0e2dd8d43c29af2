import { didYouMean } from '#model';
import { settingsOf } from './capacity/settings';
import type { PodTemplate } from './mechanism/pods';
import { defineRule, type Scene } from './mechanism/rule';
import { filesOf, secretOf } from './secrets/provided';

interface Made {
  readonly target?: { readonly name?: string };
  readonly data?: readonly { readonly secretKey: string }[];
  readonly dataFrom?: readonly unknown[];
}

/** Files of what is mounted, by kind, namespace and name: keys of Secrets that are copied into the cluster, those aside that are copied as a whole. */
const keysIn = ({ objects }: Scene): ReadonlyMap<string, readonly string[]> =>
  new Map(
    objects.flatMap(({ json }): [string, readonly string[]][] => {
      const place = `${json.metadata.namespace}/${json.metadata.name}`;
      if (json.kind === 'SecretProviderClass') return [[`${json.kind} ${place}`, filesOf(json).map(({ file }) => file)]];
      if (json.kind !== 'ExternalSecret') return [];
      const { target, data = [], dataFrom = [] } = json.spec as Made;
      if (dataFrom.length > 0) return [];
      return [[`Secret ${json.metadata.namespace}/${target?.name ?? json.metadata.name}`, data.map(({ secretKey }) => secretKey)]];
    }),
  );

interface Folder {
  readonly path: string;
  /** `Secret orders-database`. */
  readonly from: string;
  readonly files: readonly string[];
}

/** Folders of a pod that hold the keys of a Secret, or what a class of the driver puts there: where each is, and its files. */
const foldersOf = ({ spec, json }: PodTemplate, keys: ReadonlyMap<string, readonly string[]>): Folder[] => {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  return spec.containers.flatMap(({ volumeMounts = [] }) =>
    volumeMounts.flatMap(({ name, mountPath, subPath }) => {
      const volume = volumes.get(name);
      const source = volume && secretOf(volume);
      if (source === undefined || subPath) return [];
      const kind = volume?.secret ? 'Secret' : 'SecretProviderClass';
      const known = keys.get(`${kind} ${json.metadata.namespace}/${source}`);
      const files = volume?.secret?.items?.map(({ path }) => path) ?? known;
      return known && files ? [{ path: `${mountPath}/`, from: `${kind} ${source}`, files }] : [];
    }),
  );
};

export default defineRule({
  why: 'The code looks for a file that is not among those that it is given, and does not start, or goes on without its login.',
  incidents: ['I20', 'I02'],
  *check(scene) {
    const keys = keysIn(scene);
    for (const pod of scene.pods) {
      const folders = foldersOf(pod, keys);
      if (folders.length === 0) continue;
      for (const [variable, path] of settingsOf(scene, pod)) {
        const folder = variable.endsWith('_FILE') ? folders.find((each) => path.startsWith(each.path)) : undefined;
        if (folder === undefined) continue;
        const file = path.slice(folder.path.length);
        if (folder.files.includes(file)) continue;
        const fact = `${variable} is ${path}, and ${folder.from} has ${folder.files.join(', ')}`;
        yield { app: pod.app, json: pod.json, fact, fix: didYouMean(file, folder.files, `copy '${file}' into it, or name another file`) };
      }
    }
  },
  mutation: (apps) => {
    for (const { json } of apps.flatMap(({ objects }) => objects)) {
      const login =
        json.kind === 'ExternalSecret' && json.spec.data?.find(({ secretKey }: { secretKey: string }) => secretKey === 'password');
      if (!login || !json.metadata.name.endsWith('-database')) continue;
      login.secretKey = 'passwd';
      return;
    }
    throw new RangeError('no login to change');
  },
});
