import { charges, countOf, type Pricings } from '../charge';

const cloudWatch = charges('CloudWatch');

/** What notes what happens, and what reads the notes. */
export const watching: Pricings = {
  'AWS::Logs::LogGroup': ({ Properties, usage: { logGib, logPacked } }) => {
    // Kept for ever is reckoned as a year.
    const kept = logGib * logPacked * ((Properties?.RetentionInDays ?? 365) / 30);
    return charges('CloudWatch logs')(
      ['logs.gb', logGib, `${logGib} GiB`],
      ['logs.kept-gb', kept, `${Math.round(kept * 10) / 10} GiB kept`],
    );
  },

  'AWS::CloudWatch::Alarm': ({ Properties }) => {
    const metrics = Math.max(1, countOf(Properties?.Metrics));
    return cloudWatch(['alarm.metric-month', metrics, `an alarm on ${metrics} metrics`]);
  },
  'AWS::CloudWatch::CompositeAlarm': () => cloudWatch(['alarm.composite-month', 1, 'an alarm on alarms']),
  'AWS::CloudWatch::Dashboard': () => cloudWatch(['dashboard.month', 1, 'a dashboard']),

  // It watches by alarms: one to grow, and one to shrink where it may.
  'AWS::ApplicationAutoScaling::ScalingPolicy': ({ Properties }) => {
    const alarms = Properties.TargetTrackingScalingPolicyConfiguration?.DisableScaleIn ? 1 : 2;
    return cloudWatch(['alarm.metric-month', alarms, `${alarms} alarms of a scaling policy`]);
  },

  // The first copy of management events is free; its files are paid as the bucket that holds them.
  'AWS::CloudTrail::Trail': ({ Properties, usage: { auditMillions } }) => {
    const data = countOf(Properties.EventSelectors) + countOf(Properties.AdvancedEventSelectors) > 0;
    return charges('CloudTrail')(['trail.100k', data ? auditMillions * 10 : 0, `${auditMillions} million data events`]);
  },

  'AWS::Config::ConfigurationRecorder': ({ usage: { changes } }) => charges('Config')(['config.item', changes, `${changes} changes`]),
  'AWS::Config::ConfigRule': ({ usage: { evaluations } }) =>
    charges('Config')(['config.evaluation', evaluations, `${evaluations} evaluations`]),
  'AWS::Config::ConformancePack': ({ usage: { evaluations } }) =>
    charges('Config')(['config.pack-evaluation', evaluations * 10, `${evaluations * 10} evaluations`]),

  'AWS::GuardDuty::Detector': ({ usage: { guardMillions, guardGib } }) =>
    charges('GuardDuty')(
      ['guardduty.million', guardMillions, `${guardMillions} million events`],
      ['guardduty.gb', guardGib, `${guardGib} GiB of logs`],
    ),

  'AWS::SecurityHub::Hub': ({ usage: { securityChecks } }) =>
    charges('Security Hub')(['securityhub.check', securityChecks, `${securityChecks} checks`]),

  'AWS::Events::EventBus': ({ usage: { busMillions } }) =>
    charges('EventBridge')(['bus.million', busMillions, `${busMillions} million events`]),
};
