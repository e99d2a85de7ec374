/**
 * What the comparison is to show, and whether it does.
 *
 * Used by: `main.ts`.            Uses: nothing.
 * Sources: G2 and G3 of the note on performance.
 */

/** What the dialect and C by hand are called among the peers. */
export const DIALECT = 'dialect';
export const TWIN = 'C twin';

/** A ratio that should be at most, or at least, a limit. */
interface Goal {
  readonly peer: string;
  /** Speed of the dialect relative to the peer, one limit for each kernel, or null. */
  readonly limits: readonly (number | null)[];
  readonly isTimesFaster: boolean;
  readonly source: string;
}

const GOALS: readonly Goal[] = [
  { peer: 'checks off', limits: [1.15, 1.15, 1.15], isTimesFaster: false, source: 'G2' },
  { peer: 'AssemblyScript', limits: [0.95, 0.7, 0.9], isTimesFaster: false, source: 'G3' },
  { peer: 'JS number', limits: [3, 3, null], isTimesFaster: true, source: 'G3' },
  { peer: 'JS BigInt', limits: [12, 12, 12], isTimesFaster: true, source: 'G3' },
  { peer: 'Porffor native', limits: [3.5, 3.5, 3.5], isTimesFaster: true, source: 'G3' },
];

/** A goal for one kernel, and whether the measured ratio reaches it. */
export interface Verdict {
  readonly text: string;
  readonly isReached: boolean;
}

/**
 * Judges the goals about the peers of one workload.
 *
 * @param workload - its name
 * @param kernel - number of its limits: 0 for K1 and P1, and so on
 * @param least - least time of each peer, in nanoseconds, in any order
 */
export function judge(
  workload: string,
  kernel: number,
  least: ReadonlyMap<string, number>,
): readonly Verdict[] {
  return GOALS.flatMap((goal) => {
    const limit = goal.limits[kernel] ?? null;
    const peer = least.get(goal.peer);
    if (limit === null || peer === undefined) return [];
    const nsOf = (name: string): number => least.get(name) ?? Number.NaN;
    return [verdict(workload, goal, limit, peer / nsOf(DIALECT), peer / nsOf(TWIN))];
  });
}

function verdict(
  workload: string,
  goal: Goal,
  limit: number,
  timesSlower: number,
  timesSlowerThanTwin: number,
): Verdict {
  const figure = (times: number): number => (goal.isTimesFaster ? times : 1 / times);
  const reaches = (times: number): boolean =>
    goal.isTimesFaster ? times >= limit : 1 / times <= limit;
  const isReached = reaches(timesSlower);
  const wanted = goal.isTimesFaster
    ? `dialect at least ${limit} times as fast`
    : `dialect/peer at most ${limit}`;
  const text = `${goal.source}: ${workload}, ${goal.peer}: ${wanted}: ${figure(timesSlower).toFixed(2)}`;
  if (isReached) return { text, isReached };
  // Whether it is the dialect that falls short, or the algorithm on this machine with clang.
  const twin = `${figure(timesSlowerThanTwin).toFixed(2)}, which ${reaches(timesSlowerThanTwin) ? 'reaches it' : 'misses it too'}`;
  return { text: `${text}; the C twin: ${twin}`, isReached };
}
