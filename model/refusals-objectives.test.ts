import { accepted, kitchen, refused } from './testing';

refused(kitchen, [
  [
    { slo: { latencyMs: 170 } },
    'slo-threshold-not-bucket-edge: slo.latencyMs is 170, which is no limit at which the kit counts; write 150 or 200',
  ],
  [
    { slo: { availability: 99 }, metrics: 'none' },
    "slo-unmeasured: promises something under 'slo', and its code does not run on the kit, or has no metrics; write slo: 'none'; nothing would hold it against that",
  ],
]);

accepted([
  [kitchen, { slo: { latencyMs: 500 } }],
  [kitchen, { slo: 'none', metrics: 'none' }],
]);
