/** The parts of V8's CPU profile that are needed here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

export interface SelfTime {
  readonly where: string;
  /** Of all time that was not idle, 0 to 1. */
  readonly share: number;
}

/** What the time went to, the most expensive first. @param by what to add up: functions, or whole packages */
export function selfTimes({ nodes, samples = [], timeDeltas = [] }: CpuProfile, by: 'function' | 'package') {
  const name = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, index) => {
    const frame = name.get(id);
    if (frame === undefined || frame.functionName === '(idle)') return;
    const time = timeDeltas[index] ?? 0;
    const file = shortened(frame.url);
    const where =
      by === 'package'
        ? packageOf(file) || frame.functionName || 'node and V8'
        : `${frame.functionName || '(anonymous)'} ${file}${file && `:${frame.lineNumber + 1}`}`;
    times.set(where, (times.get(where) ?? 0) + time);
    total += time;
  });
  return [...times]
    .map(([where, time]): SelfTime => ({ where, share: time / total }))
    .sort((a, b) => b.share - a.share);
}

/** A path from the repository on. */
const shortened = (url: string) =>
  url.replace(/^file:\/\/.*?\/(server|bench|node_modules)\//, '$1/').replace(/^.*node_modules\//, '');

function packageOf(file: string): string {
  if (file.startsWith('node:')) return file.split('/').slice(0, 3).join('/');
  const [first = '', second = ''] = file.split('/');
  if (first === 'server') return `server/${second}`;
  return first.startsWith('@') ? `${first}/${second}` : first;
}
