import { Random } from '../../tools/simulator/random.mts';
import { REQUIRED, RowMaker, type Row } from './rows.mts';

/** An execution of the workflow, and what happens to it. */
export interface Execution {
	/** The input of the execution, or of its Retry if it is killed. */
	readonly rows: readonly Row[];
	/** Whether the workflow continues after an item that failed. */
	readonly continues?: boolean;
	/** The execution is killed in the middle, and n8n's Retry runs the nodes before ours again. */
	readonly killed?: {
		/** The input before it was killed. */
		readonly rows: readonly Row[];
		readonly afterRequests: number;
	};
}

/** Executions that depend on each other: one begins when the one before it has ended. */
export type Job = readonly Execution[];

/**
 * With 30 % faults, about one such execution in ten thousand fails in all five tries, and counts as
 * failed through no fault of the node. With ten items, it would be one in five hundred.
 */
const BATCH_SIZE = 5;

/**
 * Plans ordinary rows only: half of them in single executions and half in batches of five. Retry On
 * Fail runs the whole node again, so the items of a batch that were created are sent again because of
 * one that was not.
 *
 * @returns in random order, so that both kinds run concurrently
 */
export function planOrdinary(creates: number, seed: number): Job[] {
	const maker = new RowMaker(new Random(seed));
	return maker.shuffle(ordinaryJobs(maker, creates));
}

/**
 * Plans as {@link planOrdinary} does, but up to half of the rows are blank, repeated or moved, all kinds
 * in turn.
 */
export function planMixed(creates: number, seed: number): Job[] {
	const maker = new RowMaker(new Random(seed));
	const jobs: Job[] = [];
	for (const makeJob of endlessly(SPECIAL_JOBS)) {
		if (maker.count + LARGEST_JOB > creates / 2) break;
		jobs.push(makeJob(maker));
	}
	return maker.shuffle([...jobs, ...ordinaryJobs(maker, creates - maker.count)]);
}

function ordinaryJobs({ ordinary }: RowMaker, count: number): Job[] {
	const rows = Array.from({ length: count }, ordinary);
	const alone = rows.splice(0, Math.ceil(count / 2)).map((row): Job => [{ rows: [row] }]);
	const together: Job[] = [];
	while (rows.length > 0) together.push([{ rows: rows.splice(0, BATCH_SIZE) }]);
	return [...alone, ...together];
}

function* endlessly<T>(values: readonly T[]): Generator<T> {
	for (;;) yield* values;
}

type MakeJob = (maker: RowMaker) => Job;

const blanksAlone: MakeJob = (maker) =>
	Object.keys(REQUIRED).map(() => ({ rows: [maker.blankRequired()] }));

/** The workflow stops, so the others are not posted either. */
const blankThatStops: MakeJob = (maker) => [
	{ rows: maker.shuffle([maker.full(), maker.full(), maker.blankRequired()]) },
];

const blankAmongOthers: MakeJob = (maker) => [
	{
		rows: maker.shuffle([
			maker.full(),
			maker.full(),
			maker.blankText(),
			maker.blankRequired(),
			maker.blankRequired(),
		]),
		continues: true,
	},
];

const blankTexts: MakeJob = (maker) => [
	{ rows: maker.shuffle([maker.full(), maker.blankText(), maker.blankText()]) },
];

const equalRows: MakeJob = (maker) => {
	const [first, second] = [maker.full('equal'), maker.full('equal')];
	const rows = [first, maker.copy(first), second, maker.copy(second), maker.full()];
	return [{ rows: maker.shuffle(rows) }];
};

const sameKeys: MakeJob = (maker) => {
	const row = maker.withKey('same key');
	return [{ rows: maker.shuffle([row, maker.copy(row), maker.withKey('ordinary')]) }];
};

const foreignKey: MakeJob = (maker) => {
	const row = maker.withKey('ordinary');
	return [{ rows: [row] }, { rows: [maker.onSecondChannel(row)] }];
};

const foreignKeyAmongOthers: MakeJob = (maker) => {
	const row = maker.withKey('ordinary');
	const rows = [maker.onSecondChannel(row), maker.withKey('ordinary'), maker.full()];
	return [{ rows: [row] }, { rows: maker.shuffle(rows), continues: true }];
};

/** Rows are added at the front, one is removed, and the others change their places. */
const moved: MakeJob = (maker) => {
	// A few at a time, so that some have not been sent when it is killed.
	const make = () => maker.full('moved', { atATime: 2 });
	const before = [make(), make(), make()];
	const twice = make();
	before.push(twice, maker.copy(twice));
	const [, ...kept] = maker.shuffle(before);
	return [
		{
			rows: [make(), make(), ...maker.shuffle(kept)],
			killed: { rows: before, afterRequests: maker.pick([1, 2, 3, 4]) },
		},
	];
};

const SPECIAL_JOBS: readonly MakeJob[] = [
	moved,
	blankAmongOthers,
	equalRows,
	sameKeys,
	foreignKeyAmongOthers,
	blankThatStops,
	blankTexts,
	foreignKey,
	blanksAlone,
];

/** In rows. */
const LARGEST_JOB = 7;
