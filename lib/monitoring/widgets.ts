import {
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { LogEvent } from '../../src/log-events.ts';
import type { FunctionName } from '../routes.ts';
import type { Monitored } from './monitored.ts';

/** Of the dashboard's 24 columns. */
type Size = { readonly width: number };

const height = 6;

type Lines = Size & {
  readonly title: string;
  readonly left: readonly IMetric[];
  readonly right?: readonly IMetric[];
  readonly stacked?: boolean;
};

/** Over time, from zero up. */
export const graph = ({ title, left, right = [], stacked = false, width }: Lines): IWidget =>
  new GraphWidget({
    title,
    left: [...left],
    right: [...right],
    stacked,
    width,
    height,
    leftYAxis: { min: 0, showUnits: false },
    ...(right.length > 0 && { rightYAxis: { min: 0, showUnits: false } }),
  });

/** One number. `whole`: of the whole time that the dashboard shows; else the latest one. */
export const value = ({
  title,
  metrics,
  whole = false,
  width,
}: Size & {
  readonly title: string;
  readonly metrics: readonly IMetric[];
  readonly whole?: boolean;
}): IWidget =>
  new SingleValueWidget({
    title,
    metrics: [...metrics],
    setPeriodToTimeRange: whole,
    width,
    height: 3,
  });

type Query = Size & {
  readonly title: string;
  readonly functions: readonly FunctionName[];
  readonly events: readonly LogEvent[];
  /** Logs Insights commands, in their order. */
  readonly commands: readonly string[];
};

/** A table of what these functions have logged under these names. */
export const table = (
  monitored: Monitored,
  { title, functions, events, commands, width }: Query,
): IWidget =>
  new LogQueryWidget({
    title,
    logGroupNames: functions.flatMap((name) => monitored.functions.get(name)?.logGroupName ?? []),
    queryLines: [`filter event in ${JSON.stringify(events)}`, ...commands],
    width,
    height,
  });
