interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** The parts of V8's CPU profile that are needed here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

export interface SelfTime {
  readonly where: string;
  /** Of the time that was looked at, 0 to 1. */
  readonly share: number;
}

/** Of the time that a program works: its start, signing in and warming up are in the rest. */
const LOOKED_AT = 0.5;

/**
 * What the later half of a program's work went to, the most expensive first.
 * @param by what to add up: functions, or whole packages
 */
export function selfTimes(profile: CpuProfile, by: 'function' | 'package'): SelfTime[] {
  const { samples, total } = busySamples(profile);
  const times = new Map<string, number>();
  for (const { frame, time } of samples) {
    const where = by === 'package' ? packageOf(frame) : placeOf(frame);
    times.set(where, (times.get(where) ?? 0) + time);
  }
  return [...times]
    .map(([where, time]) => ({ where, share: time / total }))
    .sort((a, b) => b.share - a.share);
}

/** What the program was at, in the part of its work that is looked at, and how long that took. */
export function busySamples({ nodes, samples = [], timeDeltas = [] }: CpuProfile) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const busy = samples.flatMap((id, index) => {
    const frame = frames.get(id);
    if (frame === undefined || frame.functionName === '(idle)') return [];
    return [{ id, frame, time: timeDeltas[index] ?? 0 }];
  });
  const before = sum(busy) * (1 - LOOKED_AT);
  let passed = 0;
  const lookedAt = busy.filter(({ time }) => {
    passed += time;
    return passed >= before;
  });
  return { samples: lookedAt, total: sum(lookedAt) };
}

const sum = (samples: readonly { readonly time: number }[]) =>
  samples.reduce((all, { time }) => all + time, 0);

/** A path from the repository on, or from the package on. */
const shortened = (url: string) =>
  url.replace(/^file:\/\/.*?\/(server|bench|node_modules)\//, '$1/').replace(/^.*node_modules\//, '');

export function placeOf({ functionName, url, lineNumber }: CallFrame): string {
  const file = shortened(url);
  return `${functionName || '(anonymous)'} ${file}${file && `:${lineNumber + 1}`}`;
}

function packageOf({ functionName, url }: CallFrame): string {
  const file = shortened(url);
  const [first = '', second = ''] = file.split('/');
  if (file === '') return functionName || 'node and V8';
  if (file.startsWith('node:')) return file.split('/').slice(0, 3).join('/');
  return first === 'server' || first.startsWith('@') ? `${first}/${second}` : first;
}
