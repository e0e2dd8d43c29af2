import { each, objectId, type Reader } from '../surroundings';

interface Analysed {
  readonly templates?: readonly { readonly templateName?: string; readonly clusterScope?: boolean }[];
}

interface RolloutSpec {
  readonly strategy?: {
    readonly canary?: { readonly analysis?: Analysed; readonly steps?: readonly { readonly analysis?: Analysed }[] };
    readonly blueGreen?: { readonly prePromotionAnalysis?: Analysed; readonly postPromotionAnalysis?: Analysed };
  };
}

interface CanarySpec {
  readonly analysis?: {
    readonly metrics?: readonly { readonly templateRef?: { readonly name: string; readonly namespace?: string } }[];
  };
}

/** Ways in which new versions come in, with what they are judged by. */
export const readRollouts: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, spec } of each<RolloutSpec>(surroundings, 'Rollout'))
    for (const { templateName, clusterScope } of analysesOf(spec).flatMap(({ templates = [] }) => templates))
      if (templateName) draft.link('uses', id, templateId(templateName, clusterScope ? undefined : namespace), { at });
  for (const { at, id, namespace, spec } of each<CanarySpec>(surroundings, 'Canary'))
    for (const { name, namespace: other = namespace } of (spec.analysis?.metrics ?? []).flatMap(({ templateRef }) => templateRef ?? []))
      draft.link('uses', id, objectId('MetricTemplate.flagger.app', other, name), { at });
};

const analysesOf = ({ strategy: { canary = {}, blueGreen = {} } = {} }: RolloutSpec): Analysed[] =>
  [
    canary.analysis,
    ...(canary.steps ?? []).map(({ analysis }) => analysis),
    blueGreen.prePromotionAnalysis,
    blueGreen.postPromotionAnalysis,
  ].flatMap((analysis) => analysis ?? []);

const templateId = (name: string, namespace: string | undefined): string =>
  objectId(`${namespace ? '' : 'Cluster'}AnalysisTemplate.argoproj.io`, namespace, name);

interface PoolSpec {
  readonly template?: {
    readonly spec?: { readonly nodeClassRef?: { readonly group: string; readonly kind: string; readonly name: string } };
  };
}

/** Pools of nodes, with what their nodes are like. */
export const readNodePools: Reader = (draft, surroundings) => {
  for (const { at, id, spec } of each<PoolSpec>(surroundings, 'NodePool')) {
    const ref = spec.template?.spec?.nodeClassRef;
    if (ref) draft.link('uses', id, objectId(`${ref.kind}.${ref.group}`, undefined, ref.name), { at });
  }
};
